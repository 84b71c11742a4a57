// Original file: proto/master/v1/master.proto


export interface Subscribe {
  'after'?: (string);
}

export interface Subscribe__Output {
  'after': (string);
}
