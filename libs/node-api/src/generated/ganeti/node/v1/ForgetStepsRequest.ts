// Original file: proto/node/v1/node.proto


export interface ForgetStepsRequest {
  'jobs'?: (string)[];
}

export interface ForgetStepsRequest__Output {
  'jobs': (string)[];
}
