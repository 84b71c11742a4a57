// Original file: proto/node/v1/node.proto


export interface DelayRequest {
  'seconds'?: (number | string);
}

export interface DelayRequest__Output {
  'seconds': (number);
}
