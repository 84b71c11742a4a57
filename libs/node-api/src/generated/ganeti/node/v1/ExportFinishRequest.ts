// Original file: proto/node/v1/node.proto


export interface ExportFinishRequest {
  'name'?: (string);
  'config'?: (string);
}

export interface ExportFinishRequest__Output {
  'name': (string);
  'config': (string);
}
