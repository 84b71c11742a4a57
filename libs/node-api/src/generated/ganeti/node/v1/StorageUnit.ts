// Original file: proto/node/v1/node.proto


export interface StorageUnit {
  'type'?: (string);
  'name'?: (string);
  'size'?: (number | string);
  'used'?: (number | string);
  'free'?: (number | string);
  'allocatable'?: (boolean);
  'problem'?: (string);
}

export interface StorageUnit__Output {
  'type': (string);
  'name': (string);
  'size': (number);
  'used': (number);
  'free': (number);
  'allocatable': (boolean);
  'problem': (string);
}
