// Original file: proto/node/v1/node.proto


export interface TransferKeyResponse {
  'certificate'?: (string);
}

export interface TransferKeyResponse__Output {
  'certificate': (string);
}
