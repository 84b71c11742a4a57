/**
 * For crash tests: while the file named by GANETI_FAILPOINT_FILE exists and says "<point>:<n>", this process kills itself (as a
 * power cut would) when that point is reached for the n-th time since the file came; `any` stands for every point. The file is
 * taken away first, so that the restarted daemon lives. Points are named in libs/master/jobs (`failpoints`).
 */
import { readFileSync, rmSync } from 'node:fs';
import type { JobQueueSettings } from '@ganeti/master-jobs';

export function failpointFromEnvironment(path: string | undefined): JobQueueSettings['failpoint'] {
  if (path === undefined) return undefined;
  let armed = '';
  let reached = 0;
  return (point) => {
    const order = read(path);
    if (order !== armed) {
      armed = order;
      reached = 0;
    }
    const [wanted, count] = order.split(':');
    if (order === '' || (wanted !== 'any' && wanted !== point)) return;
    reached += 1;
    if (reached < Number(count)) return;
    rmSync(path, { force: true });
    process.kill(process.pid, 'SIGKILL');
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
