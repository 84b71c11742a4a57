import { ConfigurationError } from '@ganeti/errors';
import { memoryStore } from '@ganeti/master-state';
import type { Row, StateStore } from '@ganeti/master-state';
import type { Json } from '@ganeti/objects';
import { countingIds, drbdDisk, group, instance, network, nic, node, plainDisk, seeded, tickingClock } from './fixtures';
import type { ConfigTx } from './index';
import { checkAll, fillCandidatePool, openConfig } from './index';

/** Sound: web1 on drbd n0/n1 with a NIC in `front`, web2 with a volume on n1. */
function populate(tx: ConfigTx): void {
  tx.insert('network', network());
  tx.update('nodegroup', 'g0', { networks: { net0: {} } });
  tx.insert('disk', drbdDisk('d1', 'web1', 0, { a: 'n0', b: 'n1', port: 11000, minorA: 0, minorB: 0 }));
  tx.insert('instance', instance('web1', { disk_template: 'drbd', disks: ['d1'], network_port: 11001, nics: [nic('aa:00:00:00:00:01', { network: 'net0', ip: '10.0.0.2' })] }));
  tx.insert('disk', plainDisk('p1', 'web2', 0, ['n1']));
  tx.insert('instance', instance('web2', { primary_node: 'n1', disk_template: 'plain', disks: ['p1'] }));
}

const drbd = (over: Partial<{ a: string; b: string; port: number; minorA: number; minorB: number }>): ReturnType<typeof drbdDisk> =>
  drbdDisk('x', 'web3', 0, { a: 'n0', b: 'n2', port: 11010, minorA: 5, minorB: 5, ...over });
const withDisk = (tx: ConfigTx, disk: ReturnType<typeof drbdDisk>, over: Parameters<typeof instance>[1] = {}): void => {
  tx.insert('disk', disk);
  tx.insert('instance', instance('web3', { disk_template: 'drbd', disks: ['x'], ...over }));
};

/** What is done, and what the refusal must say. */
const broken: readonly (readonly [string, (tx: ConfigTx) => void, RegExp])[] = [
  ['a second cluster', (tx) => tx.insert('cluster', { ...tx.cluster(), uuid: 'c2' }), /being the cluster/],
  ['no cluster any more', (tx) => tx.remove('cluster', 'cluster'), /no cluster object/],
  ['two instances of one name', (tx) => tx.insert('instance', instance('i', { name: 'WEB1.example.com' })), /instance name web1\.example\.com is used by .*web1/],
  ['two nodes of one name', (tx) => tx.insert('node', node(9, { name: 'node1.example.com' })), /node name node1\.example\.com/],
  ['two groups of one name', (tx) => tx.insert('nodegroup', group({ uuid: 'g1' })), /group name default/],
  ['two networks of one name', (tx) => tx.insert('network', network({ uuid: 'net1' })), /network name front/],
  ['an unknown primary node', (tx) => tx.update('instance', 'web2', { primary_node: 'nx' }), /web2\.example\.com refers to node nx as its primary node/],
  ['a node of an unknown group', (tx) => tx.update('node', 'n1', { group: 'gx' }), /node1\.example\.com refers to group gx/],
  ['a node removed with instances on it', (tx) => tx.remove('node', 'n1'), /web2\.example\.com refers to node n1/],
  ['a group removed with nodes in it', (tx) => tx.remove('nodegroup', 'g0'), /refers to group g0/],
  ['a network removed while in use', (tx) => tx.remove('network', 'net0'), /refers to network net0/],
  ['an instance removed without its disk', (tx) => tx.remove('instance', 'web2'), /refers to instance web2/],
  ['a disk removed without its instance', (tx) => tx.remove('disk', 'p1'), /refers to disk p1/],
  ['a disk the instance does not list', (tx) => tx.insert('disk', plainDisk('p2', 'web2', 1, ['n1'])), /p2.* is not in the disk list of instance web2/],
  ['a disk that is another instance\'s', (tx) => tx.insert('instance', instance('web3', { primary_node: 'n1', disks: ['p1'] })), /web3.* has disk p1, which does not say/],
  ['a disk in the wrong place', (tx) => tx.update('disk', 'p1', { iv_name: 'disk/1' }), /has disk p1 in place 0, which calls itself disk\/1/],
  ['a disk not on the primary node', (tx) => tx.update('instance', 'web2', { primary_node: 'n2' }), /is not on node node2/],
  ['a MAC address twice', (tx) => tx.insert('instance', instance('web3', { nics: [nic('AA:00:00:00:00:01')] })), /MAC address aa:00:00:00:00:01 is used by .*web1.* and .*web3/],
  ['a MAC address twice in one instance', (tx) => tx.insert('instance', instance('web3', { nics: [nic('aa:00:00:00:00:09'), nic('aa:00:00:00:00:09')] })), /used twice by instance web3/],
  ['an IP address twice', (tx) => tx.insert('instance', instance('web3', { nics: [nic('aa:00:00:00:00:09', { network: 'net0', ip: '10.0.0.2' })] })), /IP address 10\.0\.0\.2 in network front/],
  ['an IP address outside its network', (tx) => tx.insert('instance', instance('web3', { nics: [nic('aa:00:00:00:00:09', { network: 'net0', ip: '10.0.0.8' })] })), /10\.0\.0\.8, which is not in network front/],
  ['a network that shrinks under its addresses', (tx) => tx.update('network', 'net0', { network: '10.9.0.0/29' }), /web1.*10\.0\.0\.2, which is not in network front/],
  ['a network without a range', (tx) => tx.update('network', 'net0', { network: 'front' }), /not an IPv4 network/],
  ['a port twice', (tx) => withDisk(tx, drbd({ port: 11001 })), /port 11001 is used by/],
  ['a minor twice', (tx) => withDisk(tx, drbd({ minorA: 0 })), /DRBD minor 0 on node node0/],
  ['a volume twice', (tx) => withDisk(tx, plainDisk('x', 'web3', 0, ['n1'], { logical_id: { type: 'plain', vg: 'xenvg', lv: 'p1' } }), { primary_node: 'n1' }), /volume xenvg\/p1 on node node1/],
  ['a drbd disk with both halves on one node', (tx) => withDisk(tx, drbd({ b: 'n0', minorB: 6 })), /both its halves on node node0/],
  ['a drbd disk on other nodes than it says', (tx) => tx.update('disk', 'd1', { nodes: ['n0', 'n2'] }), /other nodes than its logical id/],
  ['a drbd disk away from the primary node', (tx) => withDisk(tx, drbd({}), { primary_node: 'n1' }), /is not on node node1/],
  ['a disk whose type and logical id differ', (tx) => tx.update('disk', 'p1', { dev_type: 'rbd' }), /is of type rbd, but/],
  ['two roles', (tx) => tx.update('node', 'n1', { drained: true, offline: true }), /more than one role: drained, offline/],
  ['an offline master', (tx) => void (tx.update('node', 'n0', { offline: true, master_candidate: false }), fillCandidatePool(tx)), /master node node0\.example\.com, which is offline/],
  ['a master that is no candidate', (tx) => void (tx.update('node', 'n0', { master_candidate: false }), tx.update('node', 'n1', { master_candidate: true })), /which is not a master candidate/],
  ['an unknown master', (tx) => tx.update('cluster', 'cluster', { master_node: 'nx' }), /the cluster refers to node nx as its master node/],
  ['a candidate that may not be one', (tx) => tx.update('node', 'n1', { master_candidate: true, master_capable: false }), /without being master capable/],
  ['a candidate pool that is too small', (tx) => tx.update('cluster', 'cluster', { candidate_pool_size: 3 }), /2 more master candidate/],
];

describe('invariants', () => {
  it.each(broken)('refuse %s, and leave everything as it was', async (_what, change, message) => {
    const { config } = await seeded();
    await config.transaction(populate);
    const before = dump(config.view);
    await expect(config.transaction((tx) => void change(tx))).rejects.toThrow(message);
    await expect(config.transaction((tx) => void change(tx))).rejects.toBeInstanceOf(ConfigurationError);
    expect((await config.transaction((tx) => dump(tx))).value).toEqual(before);
    expect(checkAll(config.view)).toEqual([]);
  });

  it.each(broken)('checkAll finds %s when it is in the store already', async (_what, change, message) => {
    const { config } = await seeded();
    await config.transaction(populate);
    const { store, rows } = await unchecked(config.view, change);
    expect(rows).toBeGreaterThan(0);
    const reopened = await openConfig(store, { clock: tickingClock(), ids: countingIds() });
    expect(checkAll(reopened.view).join('; ')).toMatch(message);
  });

  it('allow a swap of what only one may have, within one transaction', async () => {
    const { config } = await seeded();
    await config.transaction((tx) => {
      tx.insert('instance', instance('a', { nics: [nic('aa:00:00:00:00:01')] }));
      tx.insert('instance', instance('b', { nics: [nic('aa:00:00:00:00:02')] }));
    });
    await config.transaction((tx) => {
      const { name, nics } = tx.get('instance', 'a')!;
      const other = tx.get('instance', 'b')!;
      tx.update('instance', 'a', { name: other.name, nics: other.nics });
      tx.update('instance', 'b', { name, nics });
    });
    expect(config.view.instance('a.example.com')?.uuid).toBe('b');
    expect(checkAll(config.view)).toEqual([]);
  });

  it('a pool that is too small already does not stand in the way of other changes', async () => {
    const { config } = await seeded();
    const { store } = await unchecked(config.view, (tx) => tx.update('cluster', 'cluster', { candidate_pool_size: 3 }));
    await store.open();
    const reopened = await openConfig(store, { clock: tickingClock(), ids: countingIds() });
    await reopened.transaction((tx) => tx.update('node', 'n1', { powered: false }));
    await expect(reopened.transaction((tx) => tx.insert('node', node(3)))).resolves.toBeDefined();
    const { value } = await reopened.transaction((tx) => fillCandidatePool(tx));
    expect(value).toEqual(['n1', 'n2']);
    await expect(reopened.transaction((tx) => tx.update('node', 'n1', { master_candidate: false }))).rejects.toThrow(/1 more master candidate/);
  });
});

/** A store that holds what `change` would make of a configuration, if nobody checked it. */
async function unchecked(view: ConfigTx | Parameters<typeof checkAll>[0], change: (tx: ConfigTx) => unknown): Promise<{ store: StateStore; rows: number }> {
  const rows = new Map<string, Row>();
  for (const row of dump(view)) rows.set(`${row.kind} ${row.key}`, row);
  const store = memoryStore();
  await store.open();
  await store.commit({ puts: [...rows.values()], deletes: [] });
  const loose = await openConfig(store, { clock: tickingClock(), ids: countingIds() });
  // The change throws at its end; until then the transaction shows what it would be.
  let after: Row[] = [];
  await loose
    .transaction((tx) => {
      change(tx);
      after = dump(tx);
      throw new Error('seen');
    })
    .catch(() => undefined);
  const target = memoryStore();
  await target.open();
  await target.commit({ puts: after, deletes: [] });
  return { store: target, rows: after.length };
}

function dump(view: Parameters<typeof checkAll>[0]): Row[] {
  return (['cluster', 'nodegroup', 'node', 'network', 'instance', 'disk'] as const).flatMap((kind) =>
    [...view.all(kind)].map((object) => ({ kind, key: object.uuid, value: object as unknown as Json })).sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
}
