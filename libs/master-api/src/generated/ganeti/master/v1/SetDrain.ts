// Original file: proto/master/v1/master.proto


export interface SetDrain {
  'drained'?: (boolean);
}

export interface SetDrain__Output {
  'drained': (boolean);
}
