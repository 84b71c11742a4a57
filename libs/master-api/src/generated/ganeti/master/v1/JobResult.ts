// Original file: proto/master/v1/master.proto


export interface JobResult {
  'job_id'?: (number | string);
  'error_json'?: (string);
}

export interface JobResult__Output {
  'job_id': (number);
  'error_json': (string);
}
