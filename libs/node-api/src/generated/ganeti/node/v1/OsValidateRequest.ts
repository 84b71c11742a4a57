// Original file: proto/node/v1/node.proto


export interface OsValidateRequest {
  'os'?: (string);
  'osparams'?: ({[key: string]: string});
  'force_variant'?: (boolean);
}

export interface OsValidateRequest__Output {
  'os': (string);
  'osparams': ({[key: string]: string});
  'force_variant': (boolean);
}
