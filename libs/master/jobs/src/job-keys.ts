/**
 * Keys of jobs that wait with secrets: one for each job, kept apart from the store, and gone when the job has ended. What a row of
 * that job has sealed can be read by nobody from then on, wherever the row was copied to: write-ahead log, free pages, backups.
 */
export interface JobKeys {
  /** Jobs that have a key. */
  list(): Promise<readonly number[]>;
  /** Durable when it resolves. */
  write(job: number, key: Buffer): Promise<void>;
  /** null: there is none. */
  read(job: number): Promise<Buffer | null>;
  remove(job: number): Promise<void>;
}

/** For tests. */
export function memoryJobKeys(keys: Map<number, Buffer> = new Map<number, Buffer>()): JobKeys {
  return {
    list: async () => [...keys.keys()],
    write: async (job, key) => void keys.set(job, key),
    read: async (job) => keys.get(job) ?? null,
    remove: async (job) => void keys.delete(job),
  };
}
