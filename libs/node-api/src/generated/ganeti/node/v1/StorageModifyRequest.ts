// Original file: proto/node/v1/node.proto


export interface StorageModifyRequest {
  'type'?: (string);
  'name'?: (string);
  'allocatable'?: (boolean);
}

export interface StorageModifyRequest__Output {
  'type': (string);
  'name': (string);
  'allocatable': (boolean);
}
