// Original file: proto/node/v1/node.proto


export interface MasterAddressRequest {
  'up'?: (boolean);
  'address'?: (string);
  'prefix'?: (number);
  'device'?: (string);
  'external_script'?: (boolean);
}

export interface MasterAddressRequest__Output {
  'up': (boolean);
  'address': (string);
  'prefix': (number);
  'device': (string);
  'external_script': (boolean);
}
