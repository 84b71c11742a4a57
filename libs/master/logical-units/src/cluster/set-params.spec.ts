/** What the cluster has, changed through the real queue against simulated nodes. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedAddresses } from '@ganeti/node-storage-fake';
import { OpExecError } from '@ganeti/errors';
import { clusterSetParams } from '@ganeti/opcodes';
import { n1, n2, n3, worldPerTest, type Ended } from '@ganeti/testkit';

const world = worldPerTest();

const cluster = () => world.config.view.cluster();
const set = (params: object): Promise<Ended> => world.run({ OP_ID: 'OP_CLUSTER_SET_PARAMS', ...params });
async function good(params: object): Promise<Ended> {
  const ended = await set(params);
  expect(ended).toMatchObject({ status: 'success' });
  return ended;
}
async function refused(params: object, code: string | undefined, text: RegExp, className = 'OpPrereqError'): Promise<void> {
  for (const dry_run of [false, true]) {
    const before = await world.snapshot();
    const { status, result } = await set({ ...params, dry_run });
    expect(status).toBe('error');
    expect(result).toEqual([className, [expect.stringMatching(text), ...(code === undefined ? [] : [code])]]);
    expect(await world.snapshot()).toEqual(before);
  }
}
async function create(name: string, more: object = {}): Promise<void> {
  const params = { instance_name: `${name}.example.com`, mode: 'create', disk_template: 'plain', disks: [{ size: 128 }], nics: [{}], os_type: 'noop', hypervisor: 'fake', beparams: { memory: 128 }, ip_check: false, name_check: false, start: true, no_install: false, pnode: n1 };
  expect(await world.run({ OP_ID: 'OP_INSTANCE_CREATE', ...params, ...more })).toMatchObject({ status: 'success' });
}

it('answers recorded jobs 160 to 163 as Ganeti did: the same pool size, and nothing at all', async () => {
  await good({ candidate_pool_size: 10 });
  for (const params of [{ candidate_pool_size: 10 }, {}]) expect(await set({ force: false, ...params })).toEqual({ status: 'success', result: null, log: [] });
});

/** What is given, and what the cluster has then. */
const changes: Record<string, [unknown, object]> = {
  vg_name: ['xenvg', { volume_group_name: 'xenvg' }],
  enabled_hypervisors: [['fake'], { enabled_hypervisors: ['fake'] }],
  hvparams: [{ kvm: { acpi: false, migration_port: 8200 } }, { hvparams: expect.objectContaining({ kvm: expect.objectContaining({ acpi: false, migration_port: 8200, kernel_path: expect.any(String) }) }) }],
  beparams: [{ memory: 512, vcpus: 2 }, { beparams: { default: expect.objectContaining({ minmem: 512, maxmem: 512, vcpus: 2, auto_balance: true }) } }],
  os_hvp: [{ noop: { kvm: { acpi: false } } }, { os_hvp: { noop: { kvm: { acpi: false } } } }],
  osparams: [{ tulip: { colour: 'red' } }, { osparams: { tulip: { colour: 'red' } } }],
  osparams_private_cluster: [{ tulip: { password: 'sesame' } }, { osparams_private_cluster: { tulip: { password: 'sesame' } } }],
  diskparams: [{ drbd: { 'resync-rate': '2048' } }, { diskparams: expect.objectContaining({ drbd: expect.objectContaining({ 'resync-rate': 2048 }) }) }],
  candidate_pool_size: [4, { candidate_pool_size: 4 }],
  max_running_jobs: [7, { max_running_jobs: 7 }],
  max_tracked_jobs: [8, { max_tracked_jobs: 8 }],
  uid_pool: [[[3000, 3100], [1000, 1001]], { uid_pool: [[1000, 1001], [3000, 3100]] }],
  add_uids: [[[5000, 5000]], { uid_pool: [[5000, 5000]] }],
  remove_uids: [[], { uid_pool: [] }],
  maintain_node_health: [true, { maintain_node_health: true }],
  prealloc_wipe_disks: [true, { prealloc_wipe_disks: true }],
  nicparams: [{ link: 'br7' }, { nicparams: { default: expect.objectContaining({ mode: 'bridged', link: 'br7' }) } }],
  ndparams: [{ spindle_count: 3 }, { ndparams: expect.objectContaining({ spindle_count: 3 }) }],
  ipolicy: [{ 'vcpu-ratio': 3 }, { ipolicy: expect.objectContaining({ 'vcpu-ratio': 3, minmax: expect.any(Array) }) }],
  drbd_helper: ['/bin/false', { drbd_usermode_helper: '/bin/false' }],
  default_iallocator: ['hail', { default_iallocator: 'hail' }],
  default_iallocator_params: [{ 'ignore-soft-errors': true }, { default_iallocator_params: { 'ignore-soft-errors': true } }],
  mac_prefix: ['AA:BB:01', { mac_prefix: 'aa:bb:01' }],
  master_netdev: ['eth7', { master_netdev: 'eth7' }],
  master_netmask: [24, { master_netmask: 24 }],
  reserved_lvs: [['xenvg/root.*'], { reserved_lvs: ['xenvg/root.*'] }],
  hidden_os: [[['add', 'b'], ['add', 'a'], ['remove', 'b']], { hidden_os: ['a'] }],
  blacklisted_os: [[['add', 'b']], { blacklisted_os: ['b'] }],
  use_external_mip_script: [true, { use_external_mip_script: true }],
  enabled_disk_templates: [['plain', 'diskless'], { enabled_disk_templates: ['plain', 'diskless'] }],
  modify_etc_hosts: [true, { modify_etc_hosts: true }],
  file_storage_dir: ['/srv/files', { file_storage_dir: '/srv/files' }],
  shared_file_storage_dir: ['/srv/shared', { shared_file_storage_dir: '/srv/shared' }],
  gluster_storage_dir: ['', { gluster_storage_dir: '' }],
  install_image: ['/image', { install_image: '/image' }],
  instance_communication_network: ['', { instance_communication_network: '' }],
  zeroing_image: ['/zero', { zeroing_image: '/zero' }],
  compression_tools: [['gzip', 'lzop'], { compression_tools: ['gzip', 'lzop'] }],
  enabled_user_shutdown: [true, { enabled_user_shutdown: true }],
  hv_state: [{}, {}],
  disk_state: [{}, {}],
  enabled_data_collectors: [{ drbd: false }, {}],
  data_collector_interval: [{}, {}],
};

it('takes each parameter of the definition', async () => {
  expect(Object.keys(changes).sort()).toEqual(Object.keys(clusterSetParams.params).filter((name) => name !== 'force').sort());
  for (const [name, [value, after]] of Object.entries(changes)) {
    const before = await world.snapshot();
    await good({ [name]: value, dry_run: true });
    expect(await world.snapshot()).toEqual(before);
    await good({ [name]: value });
    expect({ name, ...cluster() }).toMatchObject({ name, ...after });
    await world.config.transaction((tx) => void (name.includes('uid') && tx.update('cluster', tx.cluster().uuid, { uid_pool: [] })));
  }
});

it('takes parameters back to their defaults', async () => {
  await good({ beparams: { vcpus: 4 }, ndparams: { spindle_count: 4 }, osparams: { tulip: { colour: 'red' } }, os_hvp: { noop: { kvm: { acpi: false } } }, ipolicy: { 'vcpu-ratio': 3 } });
  await good({ beparams: { vcpus: 'default' }, ndparams: { spindle_count: 'default' }, osparams: { tulip: { colour: 'default' } }, os_hvp: { noop: { kvm: { acpi: 'default' } } }, ipolicy: { 'vcpu-ratio': 'default' } });
  expect(cluster()).toMatchObject({ osparams: {}, os_hvp: {} });
  expect([cluster().beparams['default']?.['vcpus'], cluster().ndparams['spindle_count'], cluster().ipolicy['vcpu-ratio']]).toEqual([undefined, undefined, undefined]);
});

const range = { 'memory-size': 1, 'disk-size': 1, 'disk-count': 1, 'cpu-count': 1, 'nic-count': 1, 'spindle-use': 1 };
const refusals: [object, string | undefined, RegExp, string?][] = [
  [{ beparams: { zzz: 1 } }, undefined, /zzz/, 'TypeEnforcementError'],
  [{ beparams: { minmem: 1000, maxmem: 10 } }, 'wrong_input', /minmem/],
  [{ hvparams: { kvm: { zzz: 1 } } }, undefined, /zzz/, 'TypeEnforcementError'],
  [{ os_hvp: { noop: { kvm: { migration_port: 1 } } } }, 'wrong_input', /migration_port/],
  [{ os_hvp: { noop: { kvm: null } } }, 'wrong_input', /hypervisor kvm have to be a dictionary/],
  [{ nicparams: { mode: 'zzz' } }, 'wrong_input', /zzz/],
  [{ diskparams: { plain: { stripes: 'x' } } }, undefined, /stripes/, 'TypeEnforcementError'],
  [{ ipolicy: { std: { 'memory-size': 9_999_999 } } }, 'wrong_input', /std/],
  [{ ipolicy: { 'disk-templates': ['rbd'] } }, 'wrong_input', /rbd/],
  [{ hv_state: { kvm: { mem_node: 1 } } }, 'wrong_input', /hv_state/],
  [{ enabled_hypervisors: ['fake', 'fake'] }, 'wrong_input', /twice/],
  [{ enabled_hypervisors: ['fake', 'kvm'] }, 'environment_error', /node1.*kvm/],
  [{ vg_name: 'other' }, 'environment_error', /volume group other.*node2/],
  [{ vg_name: '' }, 'wrong_input', /drbd, plain needs a volume group/],
  [{ drbd_helper: '' }, 'wrong_input', /drbd needs a helper/],
  [{ file_storage_dir: '' }, 'wrong_input', /file needs a directory/],
  [{ file_storage_dir: '/srv/../etc' }, 'wrong_input', /\/etc/],
  [{ remove_uids: [[1, 2]] }, 'wrong_input', /1-2.*not in the pool/],
  [{ uid_pool: [[1, 5], [4, 9]] }, 'wrong_input', /4-9.*overlap/],
  [{ hidden_os: [['attach', 'a']] }, 'wrong_input', /attach/],
  [{ reserved_lvs: ['('] }, 'wrong_input', /regular expression/],
  [{ master_netmask: 33 }, 'wrong_input', /32 bits/],
  [{ master_netdev: '' }, 'wrong_input', /master_netdev/],
  [{ compression_tools: ['gzip', '../sh'] }, 'wrong_input', /\.\.\/sh/],
  [{ compression_tools: ['lzop'] }, 'wrong_input', /gzip/],
  [{ default_iallocator: 'no-such' }, 'wrong_input', /no-such/],
  [{ default_iallocator_params: { a: 1 } }, 'wrong_input', /'a'/],
  [{ enabled_data_collectors: { drbd: true } }, 'wrong_input', /has none/],
  [{ enabled_data_collectors: { zzz: false } }, 'wrong_input', /zzz/],
  [{ data_collector_interval: { drbd: 5 } }, 'wrong_input', /has none/],
];
// Each row whole: jest would pass its `done` for what is missing.
it.each(refusals.map(([params, code, text, className = 'OpPrereqError']) => [params, code, text, className] as const))('refuses %j', async (params, code, text, className) => {
  await refused(params, code, text, className);
});

it('takes away nothing that is in use', async () => {
  await create('a');
  await create('b', { disk_template: 'drbd', snode: n2 });
  await refused({ enabled_disk_templates: ['drbd', 'diskless'] }, 'wrong_state', /plain.*a\.example\.com/);
  await refused({ enabled_disk_templates: ['plain', 'diskless'] }, 'wrong_state', /drbd.*b\.example\.com/);
  await refused({ enabled_disk_templates: ['diskless'], vg_name: '' }, 'wrong_state', /in use/);
  await refused({ nicparams: { mode: 'routed' } }, 'wrong_input', /routed.*a\.example\.com/);
  await world.config.transaction((tx) => void tx.update('cluster', tx.cluster().uuid, { enabled_hypervisors: ['fake', 'kvm'] }));
  await good({ enabled_hypervisors: ['fake'] });
  await world.config.transaction((tx) => void tx.update('cluster', tx.cluster().uuid, { enabled_hypervisors: ['fake', 'kvm'] }));
  await refused({ enabled_hypervisors: ['kvm'] }, 'wrong_state', /fake.*2 instance/);
  expect((await good({ enabled_hypervisors: ['kvm'], force: true })).log).toContainEqual(expect.stringMatching(/WARNING.*fake/));
});

it('tells what a change means for running instances', async () => {
  await create('a');
  await create('b', { beparams: { memory: 128, vcpus: 1, always_failover: true } });
  expect((await good({ beparams: { always_failover: true } })).log).toEqual([expect.stringMatching(/1 running instance.*next start.*a\.example\.com$/)]);
  expect((await good({ ipolicy: { minmax: [{ min: range, max: { ...range, 'disk-size': 64 } }] } })).log).toEqual(['a', 'b'].map((name) => expect.stringMatching(new RegExp(`WARNING.*${name}\\.example\\.com violates`))));
  expect((await good({ mac_prefix: 'aa:00:01', zeroing_image: '/zero' })).log).toEqual([expect.stringMatching(/zeroing_image.*not act/), expect.stringMatching(/keep theirs/)]);
  expect((await good({ hidden_os: [['remove', 'x']] })).log).toEqual([expect.stringMatching(/OS x is not in 'hidden_os'/)]);
});

it('keeps the candidate pool at its size', async () => {
  const candidates = () => [...world.config.view.all('node')].filter((node) => node.master_candidate).map(({ name }) => name).sort();
  expect((await good({ candidate_pool_size: 1 })).log).toEqual([n3, n2].map((name) => expect.stringMatching(`${name} is no master candidate`)));
  expect(candidates()).toEqual([n1]);
  expect((await good({ candidate_pool_size: 2 })).log).toEqual([expect.stringMatching(`${n2} is a master candidate`)]);
  world.nodes.silent.add(n2);
  expect((await good({ candidate_pool_size: 1 })).log).toContainEqual(expect.stringMatching(/WARNING.*node2.*keeps its old copy/));
  expect(candidates()).toEqual([n1]);
});

it("moves the cluster's address to another device, or leaves all as it was", async () => {
  const addresses = () => simulatedAddresses(world.nodes.paths(n1).simulator);
  expect(await world.run({ OP_ID: 'OP_CLUSTER_ACTIVATE_MASTER_IP' })).toMatchObject({ status: 'success' });
  await good({ master_netdev: 'eth1', master_netmask: 24 });
  expect(addresses()).toEqual([{ address: '127.0.1.100', prefix: 24, device: 'eth1' }]);
  world.nodes.onStep = (when, _node, _method, step) => {
    if (when === 'before' && step.endsWith('/address-up')) throw new OpExecError('no such device');
  };
  expect(await set({ master_netdev: 'eth2', candidate_pool_size: 1 })).toMatchObject({ status: 'error', result: ['OpExecError', ['Node node1.example.com: no such device']] });
  expect(addresses()).toEqual([{ address: '127.0.1.100', prefix: 24, device: 'eth1' }]);
  expect(cluster()).toMatchObject({ master_netdev: 'eth1', candidate_pool_size: 3 });
});

it('makes the communication network and connects it to all groups', async () => {
  await world.run({ OP_ID: 'OP_GROUP_ADD', group_name: 'rack2' });
  const { result } = await good({ instance_communication_network: 'talk' });
  const jobs = (result as { jobs: [boolean, number][] }).jobs;
  expect(jobs).toHaveLength(2);
  for (const [, id] of jobs) expect((await world.wait(id)).ops[0]).toMatchObject({ status: 'success' });
  const network = world.config.view.network('talk');
  expect(network).toMatchObject({ network: '169.254.0.0/16', mac_prefix: '52:54:00' });
  for (const group of ['default', 'rack2']) expect(world.config.view.group(group)?.networks[network?.uuid ?? '']).toMatchObject({ mode: 'routed', link: 'communication_rt' });
  expect(await good({ instance_communication_network: 'talk' })).toMatchObject({ result: null });
});

it('tells hook scripts', async () => {
  const directory = world.nodes.paths(n1).hooks('cluster-modify', 'pre');
  const file = join(world.nodes.paths(n1).configDir, 'told');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'test'), `#!/bin/sh\nenv > ${file}\n`);
  chmodSync(join(directory, 'test'), 0o755);
  await good({ vg_name: 'xenvg', dry_run: true });
  const wasTold = existsSync(file);
  await good({ vg_name: 'xenvg' });
  const environment = readFileSync(file, 'utf8').split('\n');
  expect(environment).toEqual(expect.arrayContaining(['GANETI_OP_TARGET=cluster.example.com', 'GANETI_NEW_VG_NAME=xenvg', 'GANETI_OBJECT_TYPE=CLUSTER', 'GANETI_HOOKS_PATH=cluster-modify']));
  expect(wasTold).toBe(true);
});

it('keeps private OS parameters from everybody', async () => {
  const [submitted] = await world.queue.submit([[{ OP_ID: 'OP_CLUSTER_SET_PARAMS', osparams_private_cluster: { noop: { mark: 'sesame' } } }]]);
  const job = await world.wait((submitted as { id: number }).id);
  expect(job.ops[0]).toMatchObject({ status: 'success' });
  expect(JSON.stringify(job)).not.toContain('sesame');
  expect(JSON.stringify((await world.run({ OP_ID: 'OP_CLUSTER_QUERY' })).result)).not.toContain('sesame');
});

it('passes over nodes that are offline or silent', async () => {
  await world.config.transaction((tx) => void tx.update('node', `uuid-${n3}`, { offline: true, master_candidate: false }));
  world.nodes.silent.add(n2);
  const { log } = await good({ vg_name: '', enabled_disk_templates: ['diskless'] });
  expect(log).toEqual([expect.stringMatching(/node2.*did not take/)]);
  expect((await good({ vg_name: 'xenvg', enabled_disk_templates: ['plain'] })).log).toEqual([expect.stringMatching(/node2.*did not answer/), expect.stringMatching(/node2/)]);
});
