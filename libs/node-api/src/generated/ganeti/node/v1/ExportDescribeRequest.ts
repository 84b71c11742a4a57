// Original file: proto/node/v1/node.proto


export interface ExportDescribeRequest {
  'path'?: (string);
}

export interface ExportDescribeRequest__Output {
  'path': (string);
}
