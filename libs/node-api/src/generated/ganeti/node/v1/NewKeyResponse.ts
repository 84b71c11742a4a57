// Original file: proto/node/v1/node.proto


export interface NewKeyResponse {
  'request'?: (string);
}

export interface NewKeyResponse__Output {
  'request': (string);
}
