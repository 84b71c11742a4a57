// Original file: proto/node/v1/node.proto


export interface FenceRequest {
  'reason'?: (string);
}

export interface FenceRequest__Output {
  'reason': (string);
}
