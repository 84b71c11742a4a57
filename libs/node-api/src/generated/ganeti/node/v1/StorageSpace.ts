// Original file: proto/node/v1/node.proto


export interface StorageSpace {
  'type'?: (string);
  'name'?: (string);
  'total'?: (number);
  'free'?: (number);
}

export interface StorageSpace__Output {
  'type': (string);
  'name': (string);
  'total': (number);
  'free': (number);
}
