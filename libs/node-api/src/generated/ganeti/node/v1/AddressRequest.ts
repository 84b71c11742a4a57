// Original file: proto/node/v1/node.proto


export interface AddressRequest {
  'address'?: (string);
}

export interface AddressRequest__Output {
  'address': (string);
}
