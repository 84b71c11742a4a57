import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectNode, serveNode, type NodeConnection, type NodeServer, type StatusUpdateReceived } from '@ganeti/node-api';
import { createFakeHypervisor } from '@ganeti/node-hypervisor-fake';
import { Simulator, createSimulatedStorage, simulatorSettings } from '@ganeti/node-storage-fake';
import { certificateDigest, createCa, createPaths, execaRunner, issueCertificate, systemClock, systemIds, writeBundle, type CertificateBundle } from '@ganeti/runtime';
import { NodeIdentityFile, createBackend, type Backend } from './index';

interface Life {
  readonly backend: Backend;
  readonly server: NodeServer;
  readonly master: NodeConnection;
  readonly simulator: Simulator;
  end(): Promise<void>;
}

let ca: CertificateBundle;
let nodeCertificate: CertificateBundle;
let masterCertificate: CertificateBundle;
let dir: string;
let life: Life;
/** How often a node was told to end because it has left its cluster. */
let left = 0;

beforeAll(async () => {
  ca = await createCa('test cluster', 1);
  nodeCertificate = await issueCertificate(ca, { commonName: 'node1', role: { node: 'uuid-node1' }, addresses: ['127.0.0.1'], names: ['node1'], days: 1 });
  masterCertificate = await issueCertificate(ca, { commonName: 'master', role: 'master', addresses: [], names: [], days: 1 });
});

async function live(epoch = 5): Promise<Life> {
  const paths = createPaths(dir);
  const identity = new NodeIdentityFile(nodeCertificate.certificate, join(paths.nodedState, 'name'));
  const simulator = new Simulator({
    dir: paths.simulator,
    settings: simulatorSettings.parse({ memory: 8192, volume_groups: { xenvg: 10_000, fast: 600 }, physical_volumes: 3 }),
    identity: () => identity,
    clock: systemClock,
    ids: systemIds,
  });
  const storage = createSimulatedStorage(simulator, paths);
  const hypervisor = createFakeHypervisor({ simulator });
  const backend = createBackend({
    drivers: { storage: storage.drivers, hypervisors: [hypervisor] },
    identity,
    paths,
    osSearchPath: [join(process.cwd(), 'os')],
    runner: execaRunner,
    clock: systemClock,
    bootId: () => 'boot-1',
    masterAddress: async () => undefined,
    makeSwitch: async () => undefined,
    reset: () => simulator.reset(),
    onLeave: () => (left += 1),
    intercept: (method, object, when) => simulator.faults.strike(method, object, when),
  });
  const server = await serveNode({
    host: '127.0.0.1',
    port: 0,
    tls: { ca: ca.certificate, cert: nodeCertificate.certificate, key: nodeCertificate.key },
    handlers: backend.handlers,
    watch: backend.watch,
    acceptEpoch: backend.acceptEpoch,
    changeNumber: backend.changeNumber,
  });
  const master = connectNode({
    name: 'node1',
    address: '127.0.0.1',
    port: server.port,
    tls: { ca: ca.certificate, cert: masterCertificate.certificate, key: masterCertificate.key },
    epoch,
  });
  return {
    backend,
    server,
    master,
    simulator,
    end: async () => {
      master.close();
      await server.close();
      await backend.close();
      simulator.close();
      await Promise.all([storage.close(), hypervisor.close()]);
    },
  };
}
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-noded-'));
  life = await live();
});
afterEach(async () => {
  await life.end();
  rmSync(dir, { recursive: true, force: true });
});

const disk = { dev_type: 'plain', size: 64, uuid: 'd1', plain: { vg: 'xenvg', lv: 'd1' }, mode: 'rw' };
const instance = { name: 'web1', uuid: 'u1', hypervisor: 'fake', os: 'noop', beparams: { maxmem: '512', vcpus: '1' }, disks: [disk] };
const step = (name: string) => ({ job: '1/0', step: `1/0/${name}` });
const operations = (op: string): unknown[] =>
  readFileSync(join(dir, 'var/lib/ganeti/simulator/operations.log'), 'utf8').split('\n').filter((line) => line.includes(`"op":"${op}"`));

describe('noded over gRPC', () => {
  it('makes an instance: disk, OS, start; each step once, however often it is asked', async () => {
    const { master } = life;
    const progress: string[] = [];
    for (let times = 0; times < 2; times += 1) {
      expect(await master.call('Blocks.Create', { device: disk, owner: 'web1', on_primary: true }, step('create'))).toMatchObject({ uuid: 'd1', exists: true, size: 64 });
      expect(await master.call('Blocks.Assemble', { device: disk, owner: 'web1', as_primary: true, index: 0 }, step('assemble'))).toMatchObject({
        link: join(dir, 'var/run/ganeti/instance-disks/web1:0'),
      });
      await master.call('OperatingSystems.Create', { instance: { ...instance, osparams: { mark: '"hello"' } } }, { ...step('os'), onProgress: (line) => progress.push(line) });
      await master.call('Instances.Start', { instance }, step('start'));
    }
    expect(progress).toEqual(['noop: creating web1 (variant default) with 1 disks and 0 network cards', 'noop: done']);
    expect(operations('plain.create')).toHaveLength(1);
    await master.call('Instances.Start', { instance }, step('start-again'));
    expect(operations('hypervisor.start')).toHaveLength(1);
    expect(readFileSync(readlinkSync(join(dir, 'var/run/ganeti/instance-disks/web1:0'))).subarray(0, 5).toString()).toBe('hello');
    await master.call('Instances.Shutdown', { instance, timeout: 10 }, step('stop'));
    await master.call('Blocks.Remove', { device: disk }, step('remove'));
    expect(existsSync(join(dir, 'var/run/ganeti/instance-disks/web1:0'))).toBe(false);
  });

  it('changes devices of a running guest, and refuses what it cannot do', async () => {
    const { master } = life;
    const spare = { ...disk, uuid: 'd2', plain: { vg: 'xenvg', lv: 'd2' } };
    for (const [name, device] of [['one', disk], ['two', spare]] as const) await master.call('Blocks.Create', { device, owner: 'web1', on_primary: true }, step(`create-${name}`));
    await master.call('Blocks.Assemble', { device: disk, owner: 'web1', as_primary: true, index: 0 }, step('assemble'));
    expect(await master.call('Instances.HotplugSupported', { instance })).toMatchObject({ supported: false, reason: expect.stringContaining('web1') });
    await master.call('Instances.Start', { instance }, step('start'));
    expect(await master.call('Instances.HotplugSupported', { instance })).toEqual({ supported: true, reason: '' });
    await master.call('Blocks.Assemble', { device: spare, owner: 'web1', as_primary: true, index: 1 }, step('assemble-2'));
    await master.call('Instances.Hotplug', { instance, action: 'add', disk: spare, index: 1 }, step('plug'));
    expect(existsSync(join(dir, 'var/run/ganeti/instance-disks/web1:1'))).toBe(true);
    await master.call('Instances.ResizeDisk', { instance, disk: spare, size: 128 }, step('resize'));
    await master.call('Instances.Hotplug', { instance, action: 'remove', disk: spare, index: 1 }, step('unplug'));
    expect(operations('hypervisor.add-disk')).toHaveLength(1);
    expect(operations('hypervisor.remove-disk')).toHaveLength(1);
    await expect(master.call('Instances.Hotplug', { instance, action: 'modify', disk: spare, index: 1 }, step('wrong'))).rejects.toThrow();
  });

  it('finishes a start whose daemon died after the guest ran', async () => {
    const { master } = life;
    await master.call('Blocks.Create', { device: disk, on_primary: true }, step('create'));
    writeFileSync(join(dir, 'var/lib/ganeti/simulator/faults.json'), JSON.stringify([{ operation: 'hypervisor.start', kind: 'hang', when: 'after' }]));
    const lost = master.call('Instances.Start', { instance }, step('start')).catch((error: Error) => error);
    while (!existsSync(join(dir, 'var/lib/ganeti/simulator/operations.log')) || operations('hypervisor.start').length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await life.end();
    expect(await lost).toMatchObject({ reason: 'unreachable' });
    rmSync(join(dir, 'var/lib/ganeti/simulator/faults.json'));
    life = await live();
    await life.master.call('Instances.Start', { instance }, step('start'));
    expect(operations('hypervisor.start')).toHaveLength(1);
  });

  it('answers a stored failure to a repeated step, and does a new step', async () => {
    mkdirSync(join(dir, 'var/lib/ganeti/simulator'), { recursive: true });
    writeFileSync(join(dir, 'var/lib/ganeti/simulator/faults.json'), JSON.stringify([{ operation: 'Blocks.Create', kind: 'fail', message: 'disk on fire', times: 1 }]));
    const create = (name: string): Promise<unknown> => life.master.call('Blocks.Create', { device: disk }, step(name));
    await expect(create('a')).rejects.toThrow('disk on fire');
    await expect(create('a')).rejects.toMatchObject({ className: 'OpExecError', message: 'disk on fire' });
    await create('b');
    await life.master.call('Node.ForgetSteps', { jobs: ['1/0'] }, { job: '2/0', step: '2/0/forget' });
    await create('a');
  });

  it('obeys no older master, also after a restart', async () => {
    await life.master.call('Node.Handshake', { node_name: 'node1.example.com', node_uuid: 'uuid-node1' });
    await life.end();
    life = await live(4);
    await expect(life.master.call('Node.Handshake', {})).rejects.toMatchObject({ className: 'RPCError', reason: 'refused' });
    await life.end();
    life = await live(6);
    expect(await life.master.call('Node.Handshake', {})).toMatchObject({ epoch: 6, node_uuid: 'uuid-node1', node_name: 'node1.example.com', hypervisors: ['fake'] });
  });

  it('reports everything, then what changes, then that it lives', async () => {
    const { master } = life;
    const diskless = { ...instance, disks: [] };
    await master.call('Instances.Start', { instance: { ...diskless, name: 'old' } }, step('old'));
    const updates: StatusUpdateReceived[] = [];
    const stop = new AbortController();
    const seen = async (wanted: (update: StatusUpdateReceived) => boolean): Promise<StatusUpdateReceived> => {
      for (;;) {
        const found = updates.find(wanted);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const watching = master.watch({ heartbeat_seconds: 0.2, volume_groups: ['xenvg', 'none'] }, (update) => updates.push(update), stop.signal).catch(() => undefined);
    expect(await seen((update) => update.full)).toMatchObject({
      instances: [{ name: 'old', state: 'running', memory: 512 }],
      resources: { memory_total: 8192, memory_free: 8192 - 1024 - 512, boot_id: 'boot-1', storage: [{ type: 'lvm-vg', name: 'xenvg', total: 10_000, free: 10_000 }] },
    });
    let change = 0;
    await master.call('Instances.Start', { instance: diskless }, { ...step('start'), onChange: (number) => (change = number) });
    expect(change).toBeGreaterThan((await seen((update) => update.full)).change);
    // What the call did is part of every update with its number.
    await seen((update) => update.change >= change);
    // The guest may have been told of before the call ended; never before the full report.
    expect(updates[0]).toMatchObject({ full: true, instances: [{ name: 'old' }] });
    const started = await seen((update) => update.instances.some(({ name }) => name === 'web1') && !update.full);
    expect(started).toMatchObject({ full: false, heartbeat: false, resources: { memory_free: 8192 - 1024 - 1024 } });
    await master.call('Instances.Shutdown', { instance: diskless }, step('stop'));
    await seen((update) => update.gone.includes('web1'));
    expect(await seen((update) => update.heartbeat)).toMatchObject({ instances: [], resources: null });
    stop.abort(new Error('enough'));
    await watching;
  });

  it('reports every volume group when it is asked to, and with exclusive storage which physical volumes hold nothing', async () => {
    const { master } = life;
    const device = { dev_type: 'plain', size: 300, plain: { vg: 'fast', lv: 'd1' } };
    await master.call('Blocks.Create', { device, owner: 'web1', on_primary: true, info: '', exclusive_storage: true }, step('make'));
    const told = async (request: object): Promise<unknown> => {
      const stop = new AbortController();
      const first = new Promise<StatusUpdateReceived>((resolve) => void master.watch({ volume_groups: ['xenvg'], ...request }, resolve, stop.signal).catch(() => undefined));
      const { resources } = await first;
      stop.abort(new Error('enough'));
      return resources?.storage.filter(({ name }) => name === 'fast');
    };
    expect(await told({})).toEqual([]);
    expect(await told({ every_volume_group: true })).toEqual([{ type: 'lvm-vg', name: 'fast', total: 600, free: 300 }]);
    expect(await told({ every_volume_group: true, exclusive_storage: true })).toEqual([{ type: 'lvm-vg', name: 'fast', total: 600, free: 200 }, { type: 'lvm-pv', name: 'fast', total: 3, free: 1 }]);
  });

  it('writes only files of the cluster, and ssconf values only when they are newer', async () => {
    const { master } = life;
    const dataDir = join(dir, 'var/lib/ganeti');
    await master.call('Files.Write', { path: '/var/lib/ganeti/rapi/users', content: Buffer.from('u'), mode: 0o640 }, step('w'));
    expect(statSync(join(dataDir, 'rapi/users')).mode & 0o777).toBe(0o640);
    for (const path of ['/etc/passwd', '/var/lib/ganeti/../passwd', '/var/lib/ganeti/noded/epoch', '/var/lib/ganetix', 'etc/ganeti/x']) {
      await expect(master.call('Files.Write', { path, content: Buffer.from('x') }, step(`w${path}`))).rejects.toThrow(/not a file of the cluster/);
    }
    await master.call('Files.WriteSsconf', { values: { master_node: 'node1', node_list: 'a\nb', 'hvparams_xen-pvm': 'acpi=True' }, revision: 7 }, step('s1'));
    await master.call('Files.WriteSsconf', { values: { master_node: 'old' }, revision: 6 }, step('s2'));
    expect(readFileSync(join(dataDir, 'ssconf_master_node'), 'utf8')).toBe('node1\n');
    expect(readFileSync(join(dataDir, 'ssconf_hvparams_xen-pvm'), 'utf8')).toBe('acpi=True\n');
    for (const name of ['../x', 'a/b', '-a', '']) {
      await expect(master.call('Files.WriteSsconf', { values: { [name]: 'x' }, revision: 9 }, step(`name${name}`))).rejects.toThrow(/name of an ssconf value/);
    }
    expect(statSync(join(dataDir, 'ssconf_node_list')).mode & 0o777).toBe(0o644);
    const before = statSync(join(dataDir, 'ssconf_node_list')).ino;
    await master.call('Files.WriteSsconf', { values: { master_node: 'node2', node_list: 'a\nb' }, revision: 8 }, step('s3'));
    expect(readFileSync(join(dataDir, 'ssconf_master_node'), 'utf8')).toBe('node2\n');
    expect(statSync(join(dataDir, 'ssconf_node_list')).ino).toBe(before);
    // What somebody has changed meanwhile is put right by what has the same number.
    writeFileSync(join(dataDir, 'ssconf_node_list'), 'changed\n');
    await master.call('Files.WriteSsconf', { values: { node_list: 'a\nb' }, revision: 8 }, step('s4'));
    expect(readFileSync(join(dataDir, 'ssconf_node_list'), 'utf8')).toBe('a\nb\n');
    await master.call('Files.WriteConfig', { content: Buffer.from('{}'), revision: 3 }, step('c'));
    expect(readFileSync(join(dataDir, 'config.json'), 'utf8')).toBe('{}');
  });

  it('verifies what it is asked to', async () => {
    await life.master.call('Blocks.Create', { device: disk }, step('create'));
    const paths = createPaths(dir);
    await writeBundle(paths.nodeBundle, nodeCertificate);
    writeFileSync(paths.caCertificate, ca.certificate);
    const report = await life.master.call('Node.Verify', {
      volume_groups: ['xenvg', 'missing'],
      programs: ['/bin/sh', '/etc', '/bin/none'],
      hypervisors: ['fake', 'kvm'],
      peers: [
        { uuid: 'uuid-node1', name: 'up', address: '127.0.0.1', port: life.server.port },
        { uuid: 'somebody', name: 'other', address: '127.0.0.1', port: life.server.port },
        { uuid: 'somebody', name: 'down', address: '127.0.0.1', port: 1 },
      ],
      hvparams: { fake: '{"migration_mode": "sideways"}' },
    });
    expect(report.volumes).toEqual(['xenvg/d1']);
    expect(report.findings.map(({ check, item }) => `${check} ${item}`).sort()).toEqual(['hypervisor fake', 'hypervisor kvm', 'peer down', 'program /bin/none', 'program /etc', 'trust other', 'volume-group missing']);
    expect(report).toMatchObject({ certificate_digest: certificateDigest(nodeCertificate.certificate), physical_volumes: [{ name: '/dev/sim-xenvg', volume_group: 'xenvg', size: 10_000 }], drbd_version: '' });
    expect(report.os.map(({ name, valid }) => [name, valid])).toEqual([['noop', true]]);
  });

  it('lists, changes and repairs storage units', async () => {
    const { master } = life;
    await master.call('Blocks.Create', { device: disk }, step('create'));
    expect((await master.call('Storage.List', { type: 'lvm-vg', names: ['xenvg'] })).units).toEqual([{ type: 'lvm-vg', name: 'xenvg', size: 10_000, used: 64, free: 9936, allocatable: true, problem: '' }]);
    expect((await master.call('Storage.List', { type: 'file', names: ['/srv/ganeti/file-storage'] })).units).toMatchObject([{ name: '/srv/ganeti/file-storage', used: 0, allocatable: true }]);
    const pv = { type: 'lvm-pv', name: '/dev/sim-xenvg' };
    await master.call('Storage.Modify', { ...pv, allocatable: false }, step('modify'));
    expect((await master.call('Storage.List', { type: 'lvm-pv', names: [pv.name] })).units).toMatchObject([{ ...pv, allocatable: false }]);
    expect((await master.call('Blocks.ListVolumes', { volume_groups: ['xenvg'] })).volumes).toEqual([{ vg: 'xenvg', lv: 'd1', size: 64, online: true, device: pv.name, in_use: false }]);
    await master.call('Storage.Repair', { type: 'lvm-vg', name: 'xenvg' }, step('repair'));
    expect(operations('lvm-vg.repair')).toHaveLength(1);
    await expect(master.call('Storage.Modify', { type: 'lvm-pv', name: 'none', allocatable: true }, step('m2'))).rejects.toThrow(/no physical volume none/);
    await expect(master.call('Storage.Repair', { type: 'file', name: '/srv' }, step('r2'))).rejects.toThrow(/cannot be repaired/);
    await expect(master.call('Storage.Modify', { type: 'lvm-vg', name: 'xenvg', allocatable: true }, step('m3'))).rejects.toThrow(/cannot be modified/);
    expect(await master.call('Storage.List', { type: 'tape' })).toEqual({ units: [] });
  });

  it('puts its copy of the configuration away, and forgets its cluster', async () => {
    const { master } = life;
    const dataDir = join(dir, 'var/lib/ganeti');
    const there = (name: string): boolean => existsSync(join(dataDir, name));
    mkdirSync(dataDir, { recursive: true });
    for (const name of ['server.pem', 'ca.pem']) writeFileSync(join(dataDir, name), 'x');
    // What somebody has changed meanwhile is put right by what has the same number.
    writeFileSync(join(dataDir, 'ssconf_node_list'), 'changed\n');
    await master.call('Files.WriteSsconf', { values: { node_list: 'a\nb' }, revision: 8 }, step('s4'));
    expect(readFileSync(join(dataDir, 'ssconf_node_list'), 'utf8')).toBe('a\nb\n');
    await master.call('Files.WriteConfig', { content: Buffer.from('{}'), revision: 3 }, step('c'));
    mkdirSync(join(dir, 'etc'), { recursive: true });
    writeFileSync(join(dir, 'etc/hosts'), '127.0.0.1 localhost\n');
    await master.call('Files.WriteSsconf', { values: { master_node: 'node1' }, revision: 9, hosts: { lines: '192.0.2.1\tnode1' } }, step('s'));
    expect(readFileSync(join(dir, 'etc/hosts'), 'utf8')).toMatch(/^127.0.0.1 localhost\n# Nodes.*\n192.0.2.1\tnode1\n/);
    await master.call('Files.WriteSsconf', { values: {}, revision: 10 }, step('s-none'));
    expect(readFileSync(join(dir, 'etc/hosts'), 'utf8')).toContain('node1');
    await master.call('Files.DropConfig', {}, step('drop'));
    expect([there('config.json'), there('config.json.backup')]).toEqual([false, true]);
    await master.call('Files.DropConfig', {}, step('drop-again'));
    writeFileSync(join(dataDir, 'ca.key'), 'x');
    await expect(master.call('Node.Leave', {}, step('leave'))).rejects.toThrow(/is the master/);
    rmSync(join(dataDir, 'ca.key'));
    left = 0;
    await master.call('Node.Leave', {}, step('leave-2'));
    expect(['server.pem', 'ca.pem', 'ssconf_master_node', 'config.json.backup', 'noded'].filter(there)).toEqual([]);
    expect(readFileSync(join(dir, 'etc/hosts'), 'utf8')).toBe('127.0.0.1 localhost\n');
    await master.call('Node.Leave', {}, step('leave-2'));
    await expect(master.call('Files.WriteSsconf', { values: { master_node: 'node1' }, revision: 8 }, step('late'))).rejects.toThrow(/has left its cluster/);
    expect(there('ssconf_master_node')).toBe(false);
    while (left === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('tells which storage providers are installed and which exports lie there', async () => {
    expect(await life.master.call('ExternalStorage.List', {})).toEqual({ providers: [] });
    const provider = join(dir, 'usr/share/ganeti/extstorage/san');
    mkdirSync(provider, { recursive: true });
    writeFileSync(join(provider, 'parameters.list'), 'lun the unit\n');
    const exported = join(dir, 'var/lib/ganeti/export/web1.example.com');
    mkdirSync(exported, { recursive: true });
    writeFileSync(join(exported, 'config.ini'), '[export]\n');
    const { providers } = await life.master.call('ExternalStorage.List', {});
    expect(providers).toEqual([
      { name: 'san', path: provider, valid: false, message: expect.stringContaining('create is missing') as string, parameters: [{ name: 'lun', help: 'the unit' }] },
    ]);
    expect(await life.master.call('Exports.List', {})).toEqual({ names: ['web1.example.com'] });
  });
});
