// Original file: proto/master/v1/master.proto


export interface DeleteFilter {
  'uuid'?: (string);
}

export interface DeleteFilter__Output {
  'uuid': (string);
}
