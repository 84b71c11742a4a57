import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HooksRunner } from '@ganeti/node-hooks';
import { createPaths, execaRunner } from '@ganeti/runtime';
import { withAddressHooks } from './master-address-hooks';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'ganeti-address-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));
const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
};

it('runs scripts before and after, which are told what goes up or down, and may refuse it', async () => {
  const paths = createPaths(root);
  const log = join(root, 'log');
  const note = `#!/bin/sh\necho "$GANETI_HOOKS_PHASE $GANETI_HOOKS_PATH $GANETI_OP_CODE $GANETI_MASTER_NETDEV $GANETI_MASTER_IP/$GANETI_MASTER_NETMASK v$GANETI_CLUSTER_IP_VERSION $GANETI_CLUSTER $GANETI_MASTER" >> ${log}\n`;
  write(paths.ssconf('cluster_name'), 'c.example.com\n');
  write(paths.ssconf('master_node'), 'node1.example.com\n');
  for (const path of ['master-ip-turnup', 'master-ip-turndown']) for (const phase of ['pre', 'post'] as const) write(join(paths.hooks(path, phase), '10note'), note);
  write(join(paths.hooks('master-ip-turndown', 'post'), '05fails'), '#!/bin/sh\nexit 1\n');
  const set = withAddressHooks(async ({ address }, up) => writeFileSync(log, `${up ? 'up' : 'down'} ${address}\n`, { flag: 'a' }), new HooksRunner({ directory: paths.hooks, runner: execaRunner, dataDir: paths.dataDir }), paths);
  const address = { address: '192.0.2.1', prefix: 24, device: 'br0', external_script: false };
  await set(address, true);
  await set({ ...address, address: '2001:db8::1', prefix: 64 }, false);
  const said = (phase: string, what: string, code: string, where: string): string => `${phase} master-ip-${what} OP_CLUSTER_IP_${code} br0 ${where} c.example.com node1.example.com`;
  expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
    said('pre', 'turnup', 'TURNUP', '192.0.2.1/24 v4'), 'up 192.0.2.1', said('post', 'turnup', 'TURNUP', '192.0.2.1/24 v4'),
    said('pre', 'turndown', 'TURNDOWN', '2001:db8::1/64 v6'), 'down 2001:db8::1', said('post', 'turndown', 'TURNDOWN', '2001:db8::1/64 v6'),
  ]);
  write(join(paths.hooks('master-ip-turnup', 'pre'), '20no'), '#!/bin/sh\necho not today\nexit 1\n');
  rmSync(log);
  await expect(set(address, true)).rejects.toThrow(/master-ip-turnup\/20no refuses the address 192.0.2.1: not today/);
  expect(readFileSync(log, 'utf8')).not.toContain('up 192.0.2.1\n');
});
