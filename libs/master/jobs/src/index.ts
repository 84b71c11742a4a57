export * from './logical-unit';
export * from './types';
export {
  finalStatuses,
  isFinal,
  seconds,
  jobStatus,
  type JobStatus,
  type OpStatus,
  type StoredJob,
  type StoredOp,
  type Timestamp,
} from './job';
export { jobField, jobFieldNames, type JobField } from './fields';
export { ResultWithJobs, withJobs } from './with-jobs';
export { memoryJobKeys, type JobKeys } from './job-keys';
export { createJobQueue } from './queue';
export type { FilterVerdict, JobFilters } from './filters';
