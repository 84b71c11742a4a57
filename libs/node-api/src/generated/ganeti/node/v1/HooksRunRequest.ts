// Original file: proto/node/v1/node.proto


export interface HooksRunRequest {
  'path'?: (string);
  'phase'?: (string);
  'environment'?: ({[key: string]: string});
}

export interface HooksRunRequest__Output {
  'path': (string);
  'phase': (string);
  'environment': ({[key: string]: string});
}
