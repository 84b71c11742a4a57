// Original file: proto/node/v1/node.proto


export interface OutOfBandRequest {
  'program'?: (string);
  'command'?: (string);
  'node'?: (string);
  'timeout'?: (number | string);
}

export interface OutOfBandRequest__Output {
  'program': (string);
  'command': (string);
  'node': (string);
  'timeout': (number);
}
