// Original file: proto/master/v1/master.proto


export interface JobCommand {
  'job_id'?: (number | string);
}

export interface JobCommand__Output {
  'job_id': (number);
}
