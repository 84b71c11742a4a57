// Original file: proto/master/v1/master.proto


export interface Hello {
  'client'?: (string);
  'user'?: (string);
}

export interface Hello__Output {
  'client': (string);
  'user': (string);
}
