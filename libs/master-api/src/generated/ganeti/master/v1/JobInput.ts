// Original file: proto/master/v1/master.proto


export interface JobInput {
  'opcodes_json'?: (string)[];
}

export interface JobInput__Output {
  'opcodes_json': (string)[];
}
