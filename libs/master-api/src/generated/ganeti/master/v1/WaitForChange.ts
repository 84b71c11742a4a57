// Original file: proto/master/v1/master.proto


export interface WaitForChange {
  'job_id'?: (number | string);
  'fields'?: (string)[];
  'previous_info_json'?: (string);
  'previous_log_serial'?: (number | string);
  'timeout'?: (number | string);
}

export interface WaitForChange__Output {
  'job_id': (number);
  'fields': (string)[];
  'previous_info_json': (string);
  'previous_log_serial': (number);
  'timeout': (number);
}
