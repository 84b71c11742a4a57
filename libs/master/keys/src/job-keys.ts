/** Keys of jobs that wait with secrets: a file each, beside the keys of the cluster. */
import { mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobKeys } from '@ganeti/master-jobs';
import { syncDirectory, writeFileDurably, type Paths } from '@ganeti/runtime';

export function createJobKeys({ jobKeys: dir }: Pick<Paths, 'jobKeys'>): JobKeys {
  const at = (job: number): string => join(dir, String(job));
  return {
    list: async () => (await readdir(dir).catch(none([]))).map(Number).filter(Number.isInteger),

    async write(job, key) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeFileDurably(at(job), key, { mode: 0o600 });
    },

    read: (job) => readFile(at(job)).catch(none(null)),

    async remove(job) {
      const file = await open(at(job), 'r+').catch(none(null));
      if (file === null) return;
      try {
        // A removed file leaves its bytes behind; where the disk writes in place, this takes them too.
        await file.write(Buffer.alloc((await file.stat()).size));
        await file.sync();
      } finally {
        await file.close();
      }
      await unlink(at(job));
      await syncDirectory(dir);
    },
  };
}

/** What stands for a file that is not there. */
function none<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
