import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaRunner } from '@ganeti/runtime';
import { HooksRunner } from './index';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-hooks-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const runner = (timeoutSeconds?: number): HooksRunner =>
  new HooksRunner({ directory: (path, phase) => join(dir, `${path}-${phase}.d`), runner: execaRunner, dataDir: '/data', timeoutSeconds });
function hook(name: string, text: string, mode = 0o755): void {
  mkdirSync(join(dir, 'instance-add-pre.d'), { recursive: true });
  const path = join(dir, 'instance-add-pre.d', name);
  writeFileSync(path, text);
  chmodSync(path, mode);
}

describe('hooks', () => {
  it('run in order of their names, all of them, with output and status', async () => {
    hook('20-second', '#!/bin/sh\necho "$GANETI_INSTANCE_NAME"\n');
    hook('10-first', '#!/bin/sh\necho "not today" >&2; exit 1\n');
    hook('30-plain', '#!/bin/sh\n', 0o644);
    hook('backup~', '#!/bin/sh\necho never\n');
    hook('40-not.a.name', '#!/bin/sh\necho never\n');
    mkdirSync(join(dir, 'instance-add-pre.d', 'directory'));
    expect(await runner().run('instance-add', 'pre', { GANETI_INSTANCE_NAME: 'web1' })).toEqual([
      { script: '10-first', status: 'fail', output: 'not today' },
      { script: '20-second', status: 'success', output: 'web1' },
      { script: '30-plain', status: 'skip', output: '' },
      { script: '40-not.a.name', status: 'skip', output: '' },
      { script: 'backup~', status: 'skip', output: '' },
      { script: 'directory', status: 'skip', output: '' },
    ]);
  });

  it('get their environment and nothing of the daemon, no arguments, no input', async () => {
    process.env['LEAKED'] = 'yes';
    hook('env', '#!/bin/sh\necho "args=$#"\ncat\nenv | grep -E "^(LEAKED|PATH|GANETI_)" | sort\n');
    const [outcome] = await runner().run('instance-add', 'pre', { GANETI_OP_CODE: 'OP_INSTANCE_CREATE', PATH: '/elsewhere' });
    delete process.env['LEAKED'];
    expect(outcome?.output.split('\n')).toEqual(['args=0', 'GANETI_DATA_DIR=/data', 'GANETI_OP_CODE=OP_INSTANCE_CREATE', 'PATH=/sbin:/bin:/usr/sbin:/usr/bin']);
  });

  it('that cannot be started or take too long have failed', async () => {
    hook('10-no-interpreter', '#!/no/such/interpreter\n');
    hook('20-slow', '#!/bin/sh\nexec sleep 60\n');
    const outcomes = await runner(0.2).run('instance-add', 'pre', {});
    expect(outcomes.map(({ status }) => status)).toEqual(['fail', 'fail']);
    expect(outcomes[1]?.output).toMatch(/took too long/);
  });

  it('of a path without a directory are none; a path that is none is refused', async () => {
    expect(await runner().run('node-add', 'post', {})).toEqual([]);
    await expect(runner().run('../etc', 'pre', {})).rejects.toThrow(/not the name of a hooks path/);
  });
});
