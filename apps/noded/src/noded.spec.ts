import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectNode, type NodeConnection } from '@ganeti/node-api';
import { createCa, createPaths, issueCertificate, writeBundle, type CertificateBundle } from '@ganeti/runtime';

let dir: string;
let ca: CertificateBundle;
let master: CertificateBundle;
const started: ChildProcess[] = [];
const open: NodeConnection[] = [];
/** Loopback addresses of this test alone. */
const address = (n: number): string => `127.77.${process.pid % 250}.${n}`;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-noded-app-'));
  ca = await createCa('test cluster', 1);
  master = await issueCertificate(ca, { commonName: 'master', role: 'master', addresses: [], names: [], days: 1 });
  for (const n of [1, 2]) {
    const paths = createPaths(join(dir, `node${n}`));
    mkdirSync(paths.dataDir, { recursive: true });
    mkdirSync(dirname(paths.settings('noded')), { recursive: true });
    writeFileSync(paths.caCertificate, ca.certificate);
    await writeBundle(paths.nodeBundle, await issueCertificate(ca, { commonName: `node${n}`, role: { node: `uuid-${n}` }, addresses: [address(n)], names: [], days: 1 }));
    writeFileSync(paths.settings('noded'), JSON.stringify({ address: address(n), simulator: { shared_dir: join(dir, 'shared') } }));
  }
});
afterAll(async () => {
  for (const connection of open) connection.close();
  for (const child of started) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}
async function start(...roots: string[]): Promise<ChildProcess> {
  const args = roots.flatMap((root) => ['--root', join(dir, root)]);
  const child = spawn(process.execPath, [join(process.env['GANETI_DIST']!, 'noded/main.mjs'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, GANETI_READY_FD: '3' },
  });
  started.push(child);
  let errors = '';
  child.stderr?.on('data', (chunk) => (errors += String(chunk)));
  await new Promise<void>((resolve, reject) => {
    child.stdio[3]?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`exit ${code}: ${errors}`)));
  });
  return child;
}
function connect(n: number): NodeConnection {
  const tls = { ca: ca.certificate, cert: master.certificate, key: master.key };
  const connection = connectNode({ name: `node${n}`, address: address(n), port: 1811, tls, epoch: 1 });
  open.push(connection);
  return connection;
}

const drbd = {
  dev_type: 'drbd',
  size: 64,
  uuid: 'd1',
  drbd: { node_a: 'uuid-1', node_b: 'uuid-2', port: 11_000, minor_a: 0, minor_b: 0, secret: 's' },
  children: [
    { dev_type: 'plain', size: 64, plain: { vg: 'xenvg', lv: 'data' } },
    { dev_type: 'plain', size: 128, plain: { vg: 'xenvg', lv: 'meta' } },
  ],
};

it('hosts several nodes, survives kill -9 with its hardware as it was, ends in order', async () => {
  const both = await start('node1', 'node2');
  const pidFile = createPaths(join(dir, 'node1')).pidFile('noded');
  expect(Number(readFileSync(pidFile, 'utf8'))).toBe(both.pid);
  const [one, two] = [connect(1), connect(2)];
  await one.call('Blocks.Create', { device: drbd, on_primary: true }, { job: '1/0', step: '1/0/a' });
  await two.call('Blocks.Create', { device: drbd }, { job: '1/0', step: '1/0/b' });
  await one.call('Instances.Start', { instance: { name: 'web1', hypervisor: 'fake', disks: [drbd] } }, { job: '1/0', step: '1/0/c' });
  await end(both, 'SIGKILL');

  // From here on one process each: the mirror goes on between them.
  const [first, second] = [await start('node1'), await start('node2')];
  expect((await one.call('Instances.Status', { name: 'web1', hypervisor: 'fake' })).status).toMatchObject({ state: 'running' });
  await one.call('Instances.Start', { instance: { name: 'web1', hypervisor: 'fake', disks: [drbd] } }, { job: '1/0', step: '1/0/c' });
  for (;;) {
    const { status } = await two.call('Blocks.Status', { devices: [drbd] });
    if (status[0]?.connection === 'connected') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect((await one.call('Blocks.Status', { devices: [drbd] })).status[0]).toMatchObject({ role: 'primary', degraded: false, local_disk: 'ok' });

  await expect(start('node1')).rejects.toThrow(/cannot start.*held by process/s);
  expect(await end(first, 'SIGTERM')).toBe(0);
  expect(existsSync(pidFile)).toBe(false);
  expect(await end(second, 'SIGTERM')).toBe(0);
});

it('ends when its last node has left the cluster, and cannot start again without a certificate', async () => {
  const child = await start('node1');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await connect(1).call('Node.Leave', {}, { job: '9/0', step: '9/0/leave' });
  expect(await ended).toBe(0);
  await expect(start('node1')).rejects.toThrow(/not a node of a cluster.*server\.pem/);
});
