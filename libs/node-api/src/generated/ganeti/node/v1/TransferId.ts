// Original file: proto/node/v1/node.proto


export interface TransferId {
  'id'?: (string);
}

export interface TransferId__Output {
  'id': (string);
}
