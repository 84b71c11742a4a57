// Original file: proto/node/v1/node.proto


export interface SwitchRequest {
  'name'?: (string);
  'link'?: (string);
}

export interface SwitchRequest__Output {
  'name': (string);
  'link': (string);
}
