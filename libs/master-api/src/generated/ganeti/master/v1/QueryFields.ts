// Original file: proto/master/v1/master.proto


export interface QueryFields {
  'kind'?: (string);
  'fields'?: (string)[];
}

export interface QueryFields__Output {
  'kind': (string);
  'fields': (string)[];
}
