// Original file: proto/node/v1/node.proto


export interface FileId {
  'driver'?: (string);
  'path'?: (string);
}

export interface FileId__Output {
  'driver': (string);
  'path': (string);
}
