// Original file: proto/master/v1/master.proto


export interface Events {
  'events_json'?: (string)[];
}

export interface Events__Output {
  'events_json': (string)[];
}
