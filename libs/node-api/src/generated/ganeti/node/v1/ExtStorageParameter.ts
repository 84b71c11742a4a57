// Original file: proto/node/v1/node.proto


export interface ExtStorageParameter {
  'name'?: (string);
  'help'?: (string);
}

export interface ExtStorageParameter__Output {
  'name': (string);
  'help': (string);
}
