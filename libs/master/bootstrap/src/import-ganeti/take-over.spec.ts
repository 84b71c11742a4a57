/** Clusters with LVM and DRBD, as Ganeti 2.16, 3.0 and 3.1 write them down, change their manager while their guests run. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkAll, openConfig, type ClusterConfig } from '@ganeti/master-config';
import { memoryStore } from '@ganeti/master-state';
import { IPOLICY_DEFAULTS } from '@ganeti/objects';
import { bootMaster, creation, fastClock, seedCluster, simulatedNodes, type SimulatedNodes, type UnitMaster } from '@ganeti/testkit';
import { certificateDigest, certificateRole, createPaths, readBundle, systemClock, systemIds, type Paths } from '@ganeti/runtime';
import { bundleDir, planImport, takeOver, type ImportPlan } from './index';
import { ganetiFile, recorded, releases, type Release } from './testing/ganeti-format';

let root: string;
let paths: Paths;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ganeti-import-'));
  paths = createPaths(root);
  mkdirSync(paths.dataDir, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function emptyConfig(): Promise<{ store: ReturnType<typeof memoryStore>; config: ClusterConfig }> {
  const store = memoryStore();
  await store.open();
  return { store, config: await openConfig(store, { clock: systemClock, ids: systemIds }) };
}

const take = (config: ClusterConfig, plan: ImportPlan) => takeOver({ paths, onConfig: (work) => work(config) }, plan);

/** Without certificates, which are the one thing that is new. */
function objectsOf(master: UnitMaster): Record<string, unknown> {
  const all = master.objects().map((text) => [text.slice(0, text.indexOf(' ')), JSON.parse(text.slice(text.indexOf(' ') + 1))] as [string, { uuid: string; certificate_digest?: string }]);
  return Object.fromEntries(all.map(([kind, { certificate_digest: _, ...object }]) => [`${kind} ${object.uuid}`, object]));
}
/** Ganeti's policies are whole; that of seedCluster is not. */
const ipolicy = {
  ...IPOLICY_DEFAULTS,
  minmax: [{ min: { 'memory-size': 4, 'disk-size': 4, 'disk-count': 0, 'cpu-count': 1, 'nic-count': 0, 'spindle-use': 1 }, max: IPOLICY_DEFAULTS.minmax[0]!.max }],
};

describe('a cluster that runs', () => {
  const names = ['node1.example.com', 'node2.example.com', 'node3.example.com'];
  const clock = fastClock(100);
  let nodes: SimulatedNodes;
  const masters: UnitMaster[] = [];
  beforeEach(async () => {
    nodes = await simulatedNodes(names, clock);
  });
  afterEach(async () => {
    for (const master of masters.splice(0)) await master.stop();
    await nodes.close();
  });

  async function boot(store: ReturnType<typeof memoryStore>): Promise<{ master: UnitMaster; good: (id: string, params: object) => Promise<readonly string[]> }> {
    const master = await bootMaster({ store, nodes, clock, answering: new Set(), failpoint: () => undefined });
    masters.push(master);
    return {
      master,
      good: async (id, params) => {
        const { status, result, log } = await master.run({ OP_ID: `OP_${id}`, ...params });
        if (status !== 'success') throw new Error(`${id}: ${JSON.stringify(result)} ${log.join('\n')}`);
        return [...log, ...(result === false ? ['ERROR: the result is false'] : [])].filter((line) => /ERROR|WARNING/.test(line));
      },
    };
  }

  /** The machines of this test keep their certificates and ports, instead of being given what the plan says. */
  async function keepMachines({ config }: UnitMaster): Promise<void> {
    const found = await Promise.all(nodes.places.map(async ({ name, port, bundle }) => ({ name, port, certificate_digest: certificateDigest((await readBundle(bundle)).certificate) })));
    await config.transaction((tx) => found.forEach(({ name, ...fields }) => void tx.update('node', tx.node(name)!.uuid, fields)));
  }

  it.each(Object.keys(releases) as Release[])('of Ganeti %s is taken over with guests, volumes and mirrors as they are', async (release) => {
    const before = memoryStore();
    await before.open();
    await seedCluster(before, names, clock);
    const old = await boot(before);
    await old.master.config.transaction((tx) => void tx.update('cluster', 'uuid-cluster', { ipolicy, osparams_private_cluster: {} }));
    await old.good('NETWORK_ADD', { network_name: 'lab', network: '10.5.0.0/24', gateway: '10.5.0.1', mac_prefix: 'aa:00:05', tags: ['t'] });
    await old.good('NETWORK_CONNECT', { group_name: 'default', network_name: 'lab', network_mode: 'bridged', network_link: 'br5' });
    const placed = { beparams: { minmem: 128, maxmem: 256 }, tags: ['prod'] };
    await old.good('INSTANCE_CREATE', creation('web1.example.com', { ...placed, disk_template: 'drbd', disks: [{ size: 512 }, { size: 256 }], pnode: names[0], snode: names[1], nics: [{ network: 'lab', ip: '10.5.0.7' }], start: true }));
    await old.good('INSTANCE_CREATE', creation('db1.example.com', { ...placed, disk_template: 'plain', disks: [{ size: 512 }], pnode: names[2], nics: [{}], start: true }));
    await old.good('INSTANCE_CREATE', creation('cold1.example.com', { disk_template: 'plain', disks: [{ size: 64 }], pnode: names[1], start: false }));
    const file = ganetiFile(old.master.config.view, release);
    const [machines, objects] = [await nodes.state(), objectsOf(old.master)];
    expect(machines.join('\n')).toMatch(/guest web1\.example\.com running(.|\n)*minor/);
    await masters.pop()!.stop();

    const plan = await planImport(JSON.stringify(file));
    expect(plan.findings.filter(({ kind }) => kind === 'refused')).toEqual([]);
    const { store, config } = await emptyConfig();
    await take(config, plan);
    expect(checkAll(config.view)).toEqual([]);
    const { master, good } = await boot(store);
    expect(objectsOf(master)).toEqual(objects);
    await keepMachines(master);
    expect(await good('CLUSTER_VERIFY_CONFIG', {})).toEqual([]);
    expect(await good('CLUSTER_VERIFY_GROUP', { group_name: 'default' })).toEqual([]);
    expect(await good('CLUSTER_VERIFY_DISKS', {})).toEqual([]);
    expect(await nodes.state()).toEqual(machines);
    // It is really ours now: what is new does not run into what there was.
    await good('INSTANCE_CREATE', creation('new1.example.com', { disk_template: 'drbd', disks: [{ size: 64 }], pnode: names[0], snode: names[1], nics: [{ network: 'lab', ip: 'pool' }], start: true }));
    await good('INSTANCE_MIGRATE', { instance_name: 'web1.example.com' });
    expect(await good('CLUSTER_VERIFY_GROUP', { group_name: 'default' })).toEqual([]);
  });

  it('is found not to be as it was written down, when a volume is gone', async () => {
    const before = memoryStore();
    await before.open();
    await seedCluster(before, names, clock);
    const old = await boot(before);
    await old.good('INSTANCE_CREATE', creation('cold1.example.com', { disk_template: 'plain', disks: [{ size: 64 }], pnode: names[1], start: false }));
    const file = ganetiFile(old.master.config.view, '3.0');
    const [disk] = Object.values(file['disks']!) as { logical_id: string[] }[];
    disk!.logical_id[1] = 'another';
    await masters.pop()!.stop();
    const { store, config } = await emptyConfig();
    await take(config, await planImport(JSON.stringify(file)));
    const { good } = await boot(store);
    const found = (await good('CLUSTER_VERIFY_GROUP', { group_name: 'default' })).join('\n');
    expect(found).toMatch(/cold1\.example\.com/);
    expect(found).toMatch(/xenvg\/.*disk0/);
  });
});

describe('taking over', () => {
  const plan = () => planImport(JSON.stringify(recorded()));
  const master = 'c6dff05b-2376-4800-bdb3-a5eecf50787e';

  it('gives every node a certificate of its own, and leaves what Ganeti had beside it', async () => {
    writeFileSync(paths.nodeBundle, 'certificate of the old cluster');
    writeFileSync(paths.rapiBundle, 'broken');
    const { config } = await emptyConfig();
    await take(config, await plan());
    expect(readFileSync(`${paths.nodeBundle}.ganeti`, 'utf8')).toBe('certificate of the old cluster');
    for (const { uuid, name, certificate_digest } of config.view.all('node')) {
      const path = uuid === master ? paths.nodeBundle : join(bundleDir(paths, name), 'server.pem');
      const { certificate } = await readBundle(path);
      expect(certificateDigest(certificate)).toBe(certificate_digest);
      expect(certificateRole(certificate)).toEqual({ node: uuid });
      if (uuid !== master) expect(readFileSync(join(bundleDir(paths, name), 'ca.pem'), 'utf8')).toBe(readFileSync(paths.caCertificate, 'utf8'));
    }
    writeFileSync(paths.stateDatabase, '');
    await expect(take(config, await plan())).rejects.toThrow(/already the master of cluster cluster\.example\.com/);
  });

  it('keeps the certificate that clients of the remote API know', async () => {
    const other = await emptyConfig();
    await take(other.config, await plan());
    const known = await readBundle(paths.rapiBundle);
    const again = await emptyConfig();
    await take(again.config, await plan());
    expect(await readBundle(paths.rapiBundle)).toEqual(known);
  });

  it('is refused while something stands in the way or Ganeti runs, and then changes nothing', async () => {
    const { config } = await emptyConfig();
    const file = recorded();
    file.cluster.enabled_hypervisors = ['lxc'];
    await expect(take(config, await planImport(JSON.stringify(file)))).rejects.toThrow(/cannot be taken over/);
    mkdirSync(paths.runDir, { recursive: true });
    writeFileSync(join(paths.runDir, 'ganeti-wconfd.pid'), `${process.pid}\n`);
    await expect(take(config, await plan())).rejects.toThrow(/ganeti-wconfd runs \(process \d+\); stop Ganeti/);
    expect(config.initialised).toBe(false);
    expect(existsSync(paths.caCertificate)).toBe(false);
    expect(existsSync(dirname(bundleDir(paths, 'x')))).toBe(false);
  });

  it('puts files back when it fails', async () => {
    writeFileSync(paths.nodeBundle, 'certificate of the old cluster');
    const { store, config } = await emptyConfig();
    await store.close();
    await expect(take(config, await plan())).rejects.toThrow();
    expect(readFileSync(paths.nodeBundle, 'utf8')).toBe('certificate of the old cluster');
    expect(existsSync(paths.caKey)).toBe(false);
    expect(existsSync(dirname(bundleDir(paths, 'x')))).toBe(false);
  });
});
