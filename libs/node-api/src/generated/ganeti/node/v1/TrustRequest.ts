// Original file: proto/node/v1/node.proto


export interface TrustRequest {
  'certificates'?: (string);
}

export interface TrustRequest__Output {
  'certificates': (string);
}
