// Original file: proto/master/v1/master.proto


export interface ChangePriority {
  'job_id'?: (number | string);
  'priority'?: (number);
}

export interface ChangePriority__Output {
  'job_id': (number);
  'priority': (number);
}
