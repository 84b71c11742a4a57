// Original file: proto/node/v1/node.proto


export interface StorageUnitRequest {
  'type'?: (string);
  'name'?: (string);
}

export interface StorageUnitRequest__Output {
  'type': (string);
  'name': (string);
}
