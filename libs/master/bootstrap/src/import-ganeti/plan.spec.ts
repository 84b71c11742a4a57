import { openConfig, checkAll } from '@ganeti/master-config';
import { memoryStore } from '@ganeti/master-state';
import type { Json, ObjectKind } from '@ganeti/objects';
import { systemClock, systemIds } from '@ganeti/runtime';
import fc from 'fast-check';
import { planImport, reportOf, Unusable, type ImportPlan } from './index';
import { recorded, type GanetiFile, type Loose } from './testing/ganeti-format';

const plan = (file: GanetiFile): Promise<ImportPlan> => planImport(JSON.stringify(file));
const [web1, cold1] = ['1d802824-e84a-457d-af3d-d44f547469ad', '7a57848e-1699-4f60-865f-79e953ea9037'];
const kinds: Readonly<Record<string, ObjectKind>> = { nodes: 'node', nodegroups: 'nodegroup', networks: 'network', instances: 'instance', disks: 'disk', filters: 'filter' };

/** Everything the file names that is neither taken over nor mentioned. */
function forgotten(file: GanetiFile, { objects, findings }: ImportPlan): string[] {
  return Object.entries(kinds).flatMap(([section, kind]) =>
    Object.keys(typeof file[section] === 'object' && !Array.isArray(file[section]) ? (file[section] ?? {}) : {}).filter((uuid) => !objects[kind].some((object) => object.uuid === uuid) && !findings.some(({ object, text }) => `${object} ${text}`.includes(uuid))),
  );
}

async function problems({ objects }: ImportPlan): Promise<string[]> {
  const store = memoryStore();
  await store.open();
  const config = await openConfig(store, { clock: systemClock, ids: systemIds });
  await config.transaction((tx) => {
    for (const kind of Object.keys(objects) as ObjectKind[]) for (const object of objects[kind]) tx.restore(kind, object);
  });
  return checkAll(config.view);
}

describe('a configuration recorded of Ganeti 3.0.2', () => {
  it('is taken over whole', async () => {
    const file = recorded();
    const made = await plan(file);
    expect(made).toMatchObject({ version: '3.0', refused: false });
    expect(forgotten(file, made)).toEqual([]);
    expect(await problems(made)).toEqual([]);
    const { cluster, node, nodegroup, network, instance, disk, filter } = made.objects;
    expect(cluster[0]).toMatchObject({
      cluster_name: 'cluster.example.com', master_ip: '10.77.0.100', tags: ['ctag2', 'fleet:lab', 't0', 't1'], serial_no: 974, enabled_disk_templates: ['diskless', 'file', 'sharedfile'], volume_group_name: '', primary_ip_version: 4,
      beparams: { default: { minmem: 128, maxmem: 128 } }, ipolicy: { 'vcpu-ratio': 4 }, hvparams: { kvm: { kernel_path: '/boot/vmlinuz-3-kvmU', migration_port: 8102 } },
    });
    expect(node.find(({ name }) => name === 'node3.example.com')).toMatchObject({ drained: true, ndparams: { spindle_count: 2 }, primary_ip: '10.77.0.3', serial_no: 15 });
    expect(nodegroup.find(({ name }) => name === 'default')).toMatchObject({ tags: ['gtag1'], networks: { [network[0]!.uuid]: { mode: 'bridged', link: 'xen-br0', vlan: '' } } });
    expect(network[0]).toMatchObject({ name: 'net77', gateway: '10.77.0.1', network6: 'fd00:77::/64', mac_prefix: 'aa:00:77', tags: ['lab'] });
    expect(instance.find(({ uuid }) => uuid === web1)).toMatchObject({ name: 'web1.example.com', disk_template: 'file', admin_state: 'up', disks_active: true, beparams: { minmem: 128, maxmem: 256, vcpus: 2 }, nics: [{ mac: 'aa:00:00:e2:5b:96', ip: null, network: null }], tags: ['prod', 'web'], ctime: 1795438889.187008 });
    expect(disk.find(({ instance: owner }) => owner === cold1)).toMatchObject({ dev_type: 'sharedfile', size: 96, iv_name: 'disk/0', nodes: ['c6dff05b-2376-4800-bdb3-a5eecf50787e'], logical_id: { driver: 'loop', path: expect.stringContaining('cold1.example.com') } });
    expect(filter[0]).toMatchObject({ priority: 10, action: 'PAUSE', watermark: 0, predicates: [['opcode', ['==', 'OP_ID', 'OP_INSTANCE_CREATE']]] });
  });

  it('is reported with what changes and what stays behind', async () => {
    const report = reportOf(await plan(recorded()));
    expect(report).toContain('Cluster cluster.example.com, Ganeti 3.0:\n  nodes: 3\n');
    expect(report).toMatch(/with a change:\n(.*\n)* {2}filter rule d28840a9-[0-9a-f-]+: watermark 2911 becomes 0/);
    expect(report).toMatch(/Left behind:\n(.*\n)* {2}the cluster: candidate_certs, rsahostkeypub: this cluster has certificates/);
    expect(report).toMatch(/xen_cmd = "xm": Unknown parameter 'xen_cmd'\n/);
    expect(report).not.toContain('In the way');
  });
});

type Change = (file: GanetiFile) => void;
const refusals: readonly (readonly [string, Change, RegExp, RegExp])[] = [
  ['an instance in a container', (f) => (f['instances']![web1].hypervisor = 'lxc'), /^instance web1\.example\.com \(1d80/, /hypervisor lxc, for which nodes have no driver/],
  ['disks of two templates', (f) => f['instances']![web1].disks.push(f['instances']![cold1].disks.pop()), /^instance web1/, /different templates \(file, sharedfile\)/],
  ['a disk of an unknown template', (f) => (f['disks']!['72e2fb46-095c-4a12-a0c9-8467a535f011'].dev_type = 'tape'), /^disk 72e2fb46/, /type tape, which does not exist/],
  ['an instance whose disk is missing', (f) => delete f['disks']!['72e2fb46-095c-4a12-a0c9-8467a535f011'], /^instance cold1/, /has disk 72e2fb46.*missing/],
  ['a disk of two instances', (f) => f['instances']![cold1].disks.push(f['instances']![web1].disks[0]), /^disk 25733ce1/, /belongs to two instances/],
  ['a logical id that is none', (f) => (f['disks']!['72e2fb46-095c-4a12-a0c9-8467a535f011'].logical_id = ['loop']), /^disk 72e2fb46/, /logical_id that cannot be understood/],
  ['a mirror without its volumes', (f) => Object.assign(f['disks']!['72e2fb46-095c-4a12-a0c9-8467a535f011'], { dev_type: 'drbd' }), /^disk 72e2fb46/, /mirror with 0 volumes/],
  ['a reserved place without a node', (f) => (f['instances']![cold1].primary_node = null), /^instance cold1/, /has no primary_node/],
  ['a MAC address twice', (f) => (f['instances']![cold1].nics[0].mac = 'AA:00:00:E2:5B:96'), /^$/, /MAC address aa:00:00:e2:5b:96 is used by instance (web1|cold1)\.example\.com.* and instance/],
  ['a node of no group', (f) => (f['nodes']!['4451cd88-52da-4be6-b9a0-5bd8160b7609'].group = 'gone'), /^$/, /node3\.example\.com refers to group gone/],
  ['a state that is none', (f) => (f['instances']![web1].admin_state = 'ERROR_up'), /^instance web1/, /admin_state that is not one of up, down, offline/],
  ['a pool of another size', (f) => (f['networks']!['1b60a554-7873-4795-9de1-2c41f80d3a14'].network = '10.77.0.0/25'), /^network net77/, /256 addresses, but 10\.77\.0\.0\/25 has 128/],
  ['a cluster of containers', (f) => (f.cluster.enabled_hypervisors = ['lxc', 'chroot']), /^the cluster$/, /no enabled_hypervisors that exist here: lxc, chroot/],
];

it.each(refusals)('%s stands in the way, and is named', async (_what, change, object, text) => {
  const file = recorded();
  change(file);
  const made = await plan(file);
  expect(made.refused).toBe(true);
  expect(made.findings.filter(({ kind }) => kind === 'refused')).toContainEqual({ kind: 'refused', object: expect.stringMatching(object), text: expect.stringMatching(text) });
  expect(forgotten(file, made)).toEqual([]);
  expect(reportOf(made)).toMatch(/In the way:\n(.*\n)+\nIt cannot be taken over like this/);
});

it.each([
  ['2.15', { ...recorded(), version: 2_150_000 }, /Ganeti 2\.15; upgrade that cluster to Ganeti 2\.16/],
  ['3.2', { ...recorded(), version: 3_020_000 }, /Ganeti 3\.2; this release reads 2\.16 to 3\.1/],
  ['something else', { name: 'x' }, /no Ganeti configuration/],
])('a file of %s is refused', async (_what, file, text) => {
  await expect(planImport(JSON.stringify(file))).rejects.toThrow(text);
  await expect(planImport('{')).rejects.toBeInstanceOf(Unusable);
});

it('reads the names of disks of every template', async () => {
  const file = recorded();
  const [node1, node2] = ['c6dff05b-2376-4800-bdb3-a5eecf50787e', 'f431cd9f-2ebd-4754-8217-c7918066e904'];
  const volume = (lv: string, size: number) => ({ dev_type: 'plain', logical_id: ['xenvg', lv], size, children: [], nodes: [], iv_name: '', mode: 'rw', params: {} });
  const disks: Record<string, [given: object, read: object]> = {
    plain: [{ logical_id: ['xenvg', 'a.disk0'] }, { vg: 'xenvg', lv: 'a.disk0' }],
    drbd: [{ logical_id: [node2, node1, 11_004, 3, 7, 'c0ffee'], children: [volume('a_data', 64), volume('a_meta', 128)] }, { node_a: node2, node_b: node1, port: 11_004, minor_a: 3, minor_b: 7, secret: 'c0ffee' }],
    blockdev: [{ logical_id: ['manual', '/dev/disk/by-id/x'] }, { path: '/dev/disk/by-id/x' }],
    rbd: [{ logical_id: ['rbd', 'a.rbd.disk0'] }, { pool: 'vms', image: 'a.rbd.disk0' }],
    ext: [{ logical_id: ['san', 'a.ext.disk0'], params: { replicas: 3 } }, { provider: 'san', name: 'a.ext.disk0' }],
    gluster: [{ logical_id: ['manual', 'ganeti/a.0'] }, { driver: 'manual', path: 'ganeti/a.0' }],
  };
  file.cluster.diskparams.rbd.pool = 'vms';
  for (const [dev_type, [given]] of Object.entries(disks)) {
    const uuid = `disk-${dev_type}`;
    file['disks']![uuid] = { ...volume('', 64), uuid, dev_type, nodes: [node1], iv_name: 'disk/0', ...given };
    const instance = { ...file['instances']![cold1], uuid: `instance-${dev_type}`, name: `${dev_type}.example.com`, disks: [uuid], nics: [] };
    file['instances']![instance.uuid] = instance;
  }
  // In a pool of its own, and one that no instance has.
  file['disks']!['own-pool'] = { ...volume('', 64), uuid: 'own-pool', dev_type: 'rbd', logical_id: ['rbd', 'b'], params: { pool: 'fast' }, nodes: [node1], iv_name: 'disk/0' };
  const made = await plan(file);
  expect(made.findings.filter(({ kind }) => kind === 'refused')).toEqual([]);
  for (const [dev_type, [, id]] of Object.entries(disks)) {
    expect(made.objects.disk.find(({ uuid }) => uuid === `disk-${dev_type}`)).toMatchObject({ dev_type, logical_id: { type: dev_type, ...id }, instance: `instance-${dev_type}`, size: 64 });
    expect(made.objects.instance.find(({ uuid }) => uuid === `instance-${dev_type}`)?.disk_template).toBe(dev_type);
  }
  expect(made.objects.disk.find(({ uuid }) => uuid === 'disk-drbd')).toMatchObject({ nodes: [node1, node2], children: [{ size: 64 }, { size: 128, logical_id: { vg: 'xenvg', lv: 'a_meta' } }] });
  expect(made.objects.disk.find(({ uuid }) => uuid === 'disk-ext')?.params).toEqual({ replicas: 3 });
  expect(made.objects.disk.find(({ uuid }) => uuid === 'own-pool')).toMatchObject({ instance: null, nodes: [node1], logical_id: { pool: 'fast', image: 'b' }, params: {} });
  expect(await problems(made)).toEqual([]);
});

it('says what a release knows that this one does not, and keeps the rest', async () => {
  const file = recorded();
  file.cluster.new_thing = [1];
  file.cluster.ipolicy['memory-ratio'] = 1.5;
  file['instances']![web1].beparams.colour = 'red';
  file['instances']![web1].shape = 'round';
  file['nodes']!['4451cd88-52da-4be6-b9a0-5bd8160b7609'].hv_state_static = { kvm: { mem_total: 5 } };
  const made = await plan(file);
  expect(made.refused).toBe(false);
  const left = made.findings.filter(({ kind }) => kind === 'left').map(({ object, text }) => `${object}: ${text}`);
  for (const text of ['the cluster: new_thing: not known here', /the cluster: policy memory-ratio = 1.5/, /web1.*backend parameter colour = "red": Unknown parameter/, /instance web1.*: shape: not known here/, /node node3.*hv_state_static: sizes/]) {
    expect(left).toContainEqual(expect.stringMatching(text));
  }
});

/** A place in the file, as the keys on the way to it. */
function places(value: Json | object, way: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, below]) => places(below as Json, [...way, key]))];
}

it('forgets nothing and takes over nothing unsound, whatever is wrong with the file', async () => {
  const all = places(recorded()).filter((way) => way.length > 0);
  const change = fc.record({ way: fc.constantFrom(...all), value: fc.constantFrom<Json | undefined>(undefined, null, '', 'x', 0, -1, [], {}, ['x'], true) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const file = recorded();
      for (const { way, value } of changes) {
        let at: Loose = file;
        for (const key of way.slice(0, -1)) at = at?.[key];
        if (typeof at !== 'object' || at === null) continue;
        if (value === undefined) delete at[way.at(-1)!];
        else at[way.at(-1)!] = value;
      }
      const made = await plan(file).catch((error: unknown) => {
        if (error instanceof Unusable) return null;
        throw error;
      });
      if (made === null) return;
      expect(forgotten(file, made)).toEqual([]);
      if (!made.refused) expect(await problems(made)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
