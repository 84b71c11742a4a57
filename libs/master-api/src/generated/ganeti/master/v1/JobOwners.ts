// Original file: proto/master/v1/master.proto


export interface JobOwners {
  'job_ids'?: (number | string)[];
}

export interface JobOwners__Output {
  'job_ids': (number)[];
}
