// Original file: proto/node/v1/node.proto


export interface PowercycleResponse {
  'message'?: (string);
}

export interface PowercycleResponse__Output {
  'message': (string);
}
