// Original file: proto/master/v1/master.proto


export interface Abort {
  'request'?: (number);
}

export interface Abort__Output {
  'request': (number);
}
