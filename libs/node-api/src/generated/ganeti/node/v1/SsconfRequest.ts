// Original file: proto/node/v1/node.proto


export interface SsconfRequest {
  'values'?: ({[key: string]: string});
  'revision'?: (number | string);
}

export interface SsconfRequest__Output {
  'values': ({[key: string]: string});
  'revision': (number);
}
