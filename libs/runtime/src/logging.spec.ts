import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from './logging';

it('writes JSON lines with what is bound, at once, from the given level on', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ganeti-log-'));
  const path = join(dir, 'log', 'masterd.log');
  const logger = createLogger({ name: 'masterd', path, level: 'info' }).child({ job: '12/0', node: 'node1' });
  logger.debug('not this');
  logger.warn({ err: new Error('broken') }, 'this');
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ name: 'masterd', level: 'warn', job: '12/0', node: 'node1', msg: 'this', err: { message: 'broken' } });
  await rm(dir, { recursive: true });
});
