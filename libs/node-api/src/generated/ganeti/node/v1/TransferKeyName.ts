// Original file: proto/node/v1/node.proto


export interface TransferKeyName {
  'name'?: (string);
}

export interface TransferKeyName__Output {
  'name': (string);
}
