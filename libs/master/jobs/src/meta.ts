/** Rows of kind `meta` that belong to the queue. */

/** The last job id given out. */
export const lastIdKey = 'last_job_id';
/** Whether the queue is drained while there is no cluster object to say so. */
export const drainedKey = 'queue_drained';
