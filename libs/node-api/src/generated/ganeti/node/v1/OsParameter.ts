// Original file: proto/node/v1/node.proto


export interface OsParameter {
  'name'?: (string);
  'help'?: (string);
}

export interface OsParameter__Output {
  'name': (string);
  'help': (string);
}
