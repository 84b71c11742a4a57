// Original file: proto/node/v1/node.proto


export interface AddressResponse {
  'owned'?: (boolean);
}

export interface AddressResponse__Output {
  'owned': (boolean);
}
