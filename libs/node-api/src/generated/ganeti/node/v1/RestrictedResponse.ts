// Original file: proto/node/v1/node.proto


export interface RestrictedResponse {
  'output'?: (string);
}

export interface RestrictedResponse__Output {
  'output': (string);
}
