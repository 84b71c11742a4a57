// Original file: proto/node/v1/node.proto


export interface ExportName {
  'name'?: (string);
}

export interface ExportName__Output {
  'name': (string);
}
