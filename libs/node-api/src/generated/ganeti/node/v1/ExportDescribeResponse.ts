// Original file: proto/node/v1/node.proto


export interface ExportDescribeResponse {
  'exists'?: (boolean);
  'config'?: (string);
}

export interface ExportDescribeResponse__Output {
  'exists': (boolean);
  'config': (string);
}
