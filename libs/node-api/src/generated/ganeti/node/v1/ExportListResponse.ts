// Original file: proto/node/v1/node.proto


export interface ExportListResponse {
  'names'?: (string)[];
}

export interface ExportListResponse__Output {
  'names': (string)[];
}
