import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRequestLog } from './request-log';

it('has written everything when it is closed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapi-log-'));
  try {
    const path = join(dir, 'log/rapi-access.log');
    const log = openRequestLog(path);
    for (let i = 0; i < 500; i++) {
      log.write({ user: 'peer', address: '::1', method: 'PUT', url: `/${i}`, status: 200, ms: 1, jobs: [i] });
    }
    await log.close();
    const lines = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { url: string });
    expect(lines.map(({ url }) => url)).toEqual(Array.from({ length: 500 }, (_, i) => `/${i}`));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
