// Original file: proto/node/v1/node.proto


export interface OutOfBandResponse {
  'output'?: (string);
}

export interface OutOfBandResponse__Output {
  'output': (string);
}
