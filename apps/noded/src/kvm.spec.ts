/** A node daemon with real QEMU over simulated storage: guests live on when it is killed, and it tells what they do by themselves. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, readlinkSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { dirname, join } from 'node:path';
import { connectNode, type NodeConnection, type StatusUpdateReceived } from '@ganeti/node-api';
import { bootSector } from '@ganeti/node-hypervisor';
import { createCa, createPaths, issueCertificate, writeBundle, type CertificateBundle, type Paths } from '@ganeti/runtime';

const program = '/usr/bin/qemu-system-x86_64';
const address = `127.78.${process.pid % 250}.1`;
const json = (params: Record<string, unknown>): Record<string, string> => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, JSON.stringify(value)]));
const disk = { dev_type: 'plain', size: 64, uuid: 'd1', plain: { vg: 'xenvg', lv: 'd1' }, mode: 'rw' };
const instance = {
  name: 'web1',
  uuid: '6d6ad1c4-7c0d-4a4e-9d4c-3e3f3e0f1c11',
  hypervisor: 'kvm',
  hvparams: json({ kvm_path: program, kvm_flag: 'disabled', kernel_path: '', vga: 'none', user_shutdown: true }),
  beparams: json({ maxmem: 64, vcpus: 1 }),
  disks: [disk],
};
let steps = 0;
const step = () => ({ job: '1/0', step: `1/0/${(steps += 1)}` });

let dir: string;
let paths: Paths;
let ca: CertificateBundle;
let master: NodeConnection;
let daemon: ChildProcess;

async function start(): Promise<void> {
  daemon = spawn(process.execPath, [join(process.env['GANETI_DIST']!, 'noded/main.mjs'), '--root', dir], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, GANETI_READY_FD: '3' } });
  let errors = '';
  daemon.stderr?.on('data', (chunk) => (errors += String(chunk)));
  await new Promise<void>((resolve, reject) => {
    daemon.stdio[3]?.once('data', () => resolve());
    daemon.once('exit', (code) => reject(new Error(`exit ${code}: ${errors}`)));
  });
}
/** One that has ended but was not waited for has no command line. */
const runs = (pid: number): boolean => existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
const kill = (): Promise<unknown> => new Promise((resolve) => daemon.once('exit', resolve).kill('SIGKILL'));

beforeAll(async () => {
  // Short: names of sockets have a limit.
  dir = mkdtempSync('/tmp/gnt-noded-');
  paths = createPaths(dir);
  ca = await createCa('test cluster', 1);
  mkdirSync(paths.dataDir, { recursive: true });
  mkdirSync(dirname(paths.settings('noded')), { recursive: true });
  writeFileSync(paths.caCertificate, ca.certificate);
  await writeBundle(paths.nodeBundle, await issueCertificate(ca, { commonName: 'node1', role: { node: 'uuid-1' }, addresses: [address], names: [], days: 1 }));
  writeFileSync(paths.settings('noded'), JSON.stringify({ address, hypervisor_drivers: 'real', hypervisors: ['kvm'], fencing: { watchdog: join(dir, 'watchdog'), sysrq: '' }, kvm: { program }, simulator: { shared_dir: join(dir, 'shared') } }));
  const bundle = await issueCertificate(ca, { commonName: 'master', role: 'master', addresses: [], names: [], days: 1 });
  master = connectNode({ name: 'node1', address, port: 1811, tls: { ca: ca.certificate, cert: bundle.certificate, key: bundle.key }, epoch: 1 });
});
afterAll(async () => {
  master.close();
  if (daemon?.exitCode === null && daemon.signalCode === null) await kill();
  const pidFile = join(paths.runDir, 'kvm-hypervisor/pid/web1');
  if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const available = existsSync(program);
if (!available) console.warn(`The node daemon is not tried with KVM: ${program} is not installed (apt-get install qemu-system-x86)`);

(available ? it : it.skip)('runs guests that outlive it, and tells when one has shut down by itself', async () => {
  await start();
  await master.call('Blocks.Create', { device: disk, owner: 'web1', on_primary: true }, step());
  const { link } = await master.call('Blocks.Assemble', { device: disk, owner: 'web1', as_primary: true, index: 0 }, step());
  const image = openSync(readlinkSync(link), 'r+');
  writeSync(image, bootSector());
  closeSync(image);
  expect((await master.call('Node.Verify', { hypervisors: ['kvm'], bridges: ['no-such-bridge'] })).findings).toMatchObject([
    { check: 'bridge', item: 'no-such-bridge', message: expect.stringContaining('does not exist') },
  ]);
  await master.call('Instances.Start', { instance }, step());
  const qemu = Number(readFileSync(join(paths.runDir, 'kvm-hypervisor/pid/web1'), 'utf8'));
  await kill();

  await start();
  expect(await master.call('Instances.Status', { name: 'web1', hypervisor: 'kvm' })).toMatchObject({ exists: true, status: { state: 'running', memory: 64 } });
  expect(runs(qemu)).toBe(true);
  const updates: StatusUpdateReceived[] = [];
  const stop = new AbortController();
  let watching = Promise.resolve();
  const ended = new Promise<void>((resolve) => {
    watching = master.watch({ heartbeat_seconds: 1, hypervisors: ['kvm'] }, (update) => {
      updates.push(update);
      // First it is only still, then its memory is free again.
      if (update.instances.some(({ name, state, memory }) => name === 'web1' && state === 'shutdown' && memory === 0)) resolve();
    }, stop.signal).catch(() => undefined);
  });
  // Its user types "q" at the console until it has booted and obeys.
  const console = connectSocket(join(paths.runDir, 'kvm-hypervisor/ctrl/web1.serial')).on('error', () => undefined);
  const typing = setInterval(() => console.write('q'), 50);
  await ended;
  clearInterval(typing);
  console.destroy();
  stop.abort();
  await watching;
  expect(updates[0]).toMatchObject({ full: true, instances: [{ name: 'web1', state: 'running' }] });
  expect(runs(qemu)).toBe(false);
  await master.call('Instances.Shutdown', { instance, timeout: 0 }, step());
  expect((await master.call('Instances.Status', { name: 'web1', hypervisor: 'kvm' })).exists).toBe(false);
  await expect(master.call('Machine.Fence', { reason: 'test' }, step())).rejects.toThrow(/watchdog/);
  writeFileSync(join(dir, 'watchdog'), '');
  await master.call('Machine.Fence', { reason: 'test' }, step());
  expect(readFileSync(join(dir, 'watchdog'), 'utf8')).toBe('\0');
});
