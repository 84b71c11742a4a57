// Original file: proto/node/v1/node.proto


export interface ValidateParamsResponse {
  'problems'?: (string)[];
}

export interface ValidateParamsResponse__Output {
  'problems': (string)[];
}
