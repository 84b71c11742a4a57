// Original file: proto/master/v1/master.proto

import type { JobResult as _ganeti_master_v1_JobResult, JobResult__Output as _ganeti_master_v1_JobResult__Output } from '../../../ganeti/master/v1/JobResult';

export interface SubmitResult {
  'jobs'?: (_ganeti_master_v1_JobResult)[];
}

export interface SubmitResult__Output {
  'jobs': (_ganeti_master_v1_JobResult__Output)[];
}
