// Original file: proto/node/v1/node.proto


export interface TransferKeyRequest {
  'name'?: (string);
  'validity'?: (number | string);
}

export interface TransferKeyRequest__Output {
  'name': (string);
  'validity': (number);
}
