// Original file: proto/node/v1/node.proto


export interface TransferFile {
  'export'?: (string);
  'name'?: (string);
  'compression'?: (string);
}

export interface TransferFile__Output {
  'export': (string);
  'name': (string);
  'compression': (string);
}
