// Original file: proto/node/v1/node.proto


export interface Progress {
  'message'?: (string);
  'percent'?: (number | string);
}

export interface Progress__Output {
  'message': (string);
  'percent': (number);
}
