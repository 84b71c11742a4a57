// Original file: proto/master/v1/master.proto

import type { JobInput as _ganeti_master_v1_JobInput, JobInput__Output as _ganeti_master_v1_JobInput__Output } from '../../../ganeti/master/v1/JobInput';

export interface Submit {
  'jobs'?: (_ganeti_master_v1_JobInput)[];
}

export interface Submit__Output {
  'jobs': (_ganeti_master_v1_JobInput__Output)[];
}
