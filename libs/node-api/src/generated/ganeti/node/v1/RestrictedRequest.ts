// Original file: proto/node/v1/node.proto


export interface RestrictedRequest {
  'command'?: (string);
}

export interface RestrictedRequest__Output {
  'command': (string);
}
