// Original file: proto/node/v1/node.proto


export interface BlockAssembleResponse {
  'path'?: (string);
  'link'?: (string);
  'uri'?: (string);
}

export interface BlockAssembleResponse__Output {
  'path': (string);
  'link': (string);
  'uri': (string);
}
