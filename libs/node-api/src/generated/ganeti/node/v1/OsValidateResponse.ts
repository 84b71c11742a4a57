// Original file: proto/node/v1/node.proto


export interface OsValidateResponse {
  'problems'?: (string)[];
}

export interface OsValidateResponse__Output {
  'problems': (string)[];
}
