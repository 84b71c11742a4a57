/** How cluster verify reports, what it leaves out, and what it does not mistake for a fault. */
import { verifyErrorCodes } from '@ganeti/opcodes';
import { verifyWorld, type VerifyWorld } from '@ganeti/testkit';
import { adviceOn } from './verify-advice';
import { peersOf } from './verify-peers';

const [n1, n2] = ['node1.example.com', 'node2.example.com'] as const;

let world: VerifyWorld;
beforeAll(async () => {
  world = await verifyWorld();
});
afterAll(() => world.unit.close());

it('reports each code once it is told to simulate', async () => {
  const { good, lines } = await world.verify({ debug_simulate_errors: true });
  const codes = new Set(lines.map((line) => line.split(':')[1]));
  expect([good, verifyErrorCodes.filter((code) => !codes.has(code))]).toEqual([false, []]);
});

it('names severity, code, kind and name for programs, and object and text for people; ignored codes are warnings', async () => {
  world.nodes.missingBridges.add('xen-br0');
  const text = 'xen-br0: there is no bridge xen-br0';
  const of = async (more: object) => {
    const { good, lines } = await world.verify(more);
    return [good, lines[0]];
  };
  expect(await of({})).toEqual([false, `ERROR:ENODENET:node:${n1}:${text}`]);
  expect(await of({ error_codes: false })).toEqual([false, `ERROR: node ${n1}: ${text}`]);
  expect(await of({ ignore_errors: ['ENODENET'] })).toEqual([true, `WARNING:ENODENET:node:${n1}:${text}`]);
  world.nodes.missingBridges.clear();
});

it('leaves out what it is told to skip', async () => {
  const mends = await Promise.all(['mirror1', 'mirror2'].map((name) => world.changeInstance(name, { beparams: { minmem: 31_000, maxmem: 31_000 } })));
  expect((await world.verify()).good).toBe(false);
  expect(await world.verify({ skip_checks: ['nplusone_mem'] })).toMatchObject({ good: true, lines: [] });
  for (const mend of mends) await mend();
  const advises = async (more: object) => (await world.verify(more)).log.some((line) => line.includes('Looking at hypervisor parameters'));
  expect([await advises({}), await advises({ skip_checks: ['hvparam_assessment'] })]).toEqual([true, false]);
});

it('advises on parameters of hypervisors', () => {
  expect(adviceOn('kvm', { disk_type: 'paravirtual', nic_type: 'paravirtual', sandbox: true })).toEqual([]);
  expect(adviceOn('kvm', { kvm_flag: 'disabled', disk_type: 'ide', nic_type: 'e1000', disk_cache: 'writeback', disk_aio: 'native', vnc_bind_address: '0.0.0.0', sandbox: false })).toHaveLength(7);
  expect(adviceOn('xen-pvm', { disk_type: 'ide' })).toEqual([]);
});

it('tells with a wish for details which nodes were not asked', async () => {
  const mend = await world.changeNode('node4.example.com', { offline: true, master_candidate: false });
  const { lines, log } = await world.verify({ verbose: true });
  expect([lines, log.some((line) => line.includes('node4.example.com is marked offline'))]).toEqual([[], true]);
  await mend();
});

it('keeps volumes of detached disks', async () => {
  const [disk] = [world.disk('plain1')];
  const modify = (change: [string, string | number, object]) => world.unit.run({ OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: 'plain1.example.com', disks: [change] });
  expect(await modify(['detach', 0, {}])).toMatchObject({ status: 'success' });
  expect(await world.verify()).toMatchObject({ good: true, lines: [] });
  await world.call(n1, 'Blocks.Remove', { device: { ...world.device('mirror1'), uuid: disk.uuid, dev_type: 'plain', drbd: null, children: [], plain: disk.logical_id as never } });
  expect(await world.verify()).toMatchObject({ lines: [expect.stringMatching(/^WARNING:ENODELVM:node:node1\.example\.com:volume .* of a detached disk is missing/)] });
});

it('looks twice before it calls anything an orphan', async () => {
  let times = 0;
  const mend = world.disguise(n2, ({ volumes }) => ({ volumes: [...(volumes as string[]), ...(times++ === 0 ? ['xenvg/being-made'] : [])] }));
  expect((await world.verify()).lines.filter((line) => line.includes('being-made'))).toEqual([]);
  expect(times).toBeGreaterThan(1);
  mend();
});

it('submits one job for the configuration and one that depends on it for each group; with a group, that alone', async () => {
  const jobs = async (more: object): Promise<(string | null)[][]> => {
    const { result } = await world.unit.run({ OP_ID: 'OP_CLUSTER_VERIFY', ignore_errors: ['ENODENET'], ...more });
    const ids = (result as { jobs: [boolean, number][] }).jobs.map(([, id]) => id);
    await world.unit.settle();
    return ids.map((id) => {
      const { input } = world.unit.queue.get(id)!.ops[0]!;
      return [input.OP_ID as string, (input['group_name'] as string | undefined) ?? null, JSON.stringify(input['depends'] ?? null), JSON.stringify(input['ignore_errors'])];
    });
  };
  const codes = '["ENODENET"]';
  expect(await jobs({ group_name: 'spare' })).toEqual([['OP_CLUSTER_VERIFY_GROUP', 'spare', 'null', codes]]);
  expect(await jobs({})).toMatchObject([['OP_CLUSTER_VERIFY_CONFIG', null, 'null', codes], ['OP_CLUSTER_VERIFY_GROUP', 'default', expect.stringMatching(/\d/), codes], ['OP_CLUSTER_VERIFY_GROUP', 'spare', expect.stringMatching(/\d/), codes]]);
});

it('has every node of a large group asked by one other, of a small one by all', () => {
  const nodes = Array.from({ length: 100 }, (_, index) => ({ uuid: `u${index}`, name: `n${index}`, primary_ip: `10.0.0.${index}`, secondary_ip: `10.1.0.${index}`, port: 1811, group: 'g' }));
  const view = { all: () => [{ uuid: 'g' }] } as never;
  const asked = nodes.flatMap((_, index) => peersOf(view, nodes as never, index).map((peer) => [index, peer.name] as const));
  expect(asked).toHaveLength(100);
  for (const { name } of nodes) expect(new Set(asked.filter(([, peer]) => peer === name).map(([from]) => from)).size).toBe(1);
  expect(peersOf(view, nodes.slice(0, 9) as never, 4)).toHaveLength(8);
  expect(asked.some(([from, name]) => name === `n${from}`)).toBe(false);
});
