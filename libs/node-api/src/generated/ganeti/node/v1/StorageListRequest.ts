// Original file: proto/node/v1/node.proto


export interface StorageListRequest {
  'type'?: (string);
  'names'?: (string)[];
}

export interface StorageListRequest__Output {
  'type': (string);
  'names': (string)[];
}
