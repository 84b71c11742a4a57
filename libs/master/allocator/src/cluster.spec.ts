import { openConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { memoryStore } from '@ganeti/master-state';
import { initialCluster, initialGroup, initialNode } from '@ganeti/objects';
import type { Instance } from '@ganeti/objects';
import { systemClock, systemIds } from '@ganeti/runtime';
import { allocate, clusterForAllocation, spaceNeeded, type PendingReservation } from './index';

async function testView() {
  const store = memoryStore();
  await store.open();
  const config = await openConfig(store, { clock: systemClock, ids: systemIds });
  const base = { tags: [], os: 'noop', hypervisor: 'fake', disk_template: 'diskless', hvparams: {}, osparams: {}, osparams_private: {}, admin_state_source: 'admin', nics: [], disks: [], disks_active: true, network_port: null, forthcoming: false } as const;
  const instance = (name: string, admin_state: Instance['admin_state']) => ({ ...base, uuid: name, name, primary_node: 'n1', admin_state, beparams: { maxmem: 300, minmem: 128 } });
  await config.transaction((tx) => {
    tx.insert('cluster', initialCluster({ uuid: 'c', cluster_name: 'c.example.com', master_node: 'n1', master_ip: '127.0.0.1', candidate_pool_size: 1 }));
    tx.insert('nodegroup', initialGroup({ uuid: 'g1' }));
    for (const index of [1, 2]) {
      tx.insert('node', initialNode({ uuid: `n${index}`, name: `node${index}`, primary_ip: `127.0.1.${index}`, group: 'g1', certificate_digest: `d${index}`, master_candidate: index === 1 }));
    }
    for (const [name, state] of [['runs', 'up'], ['should-run', 'up'], ['rests', 'down']] as const) tx.insert('instance', instance(name, state));
  });
  const resources = { memory_total: 2000, memory_free: 1000, memory_dom0: 0, cpu_total: 1, cpu_nodes: 1, cpu_sockets: 1, cpu_dom0: 1, boot_id: '', storage: [{ type: 'lvm-vg', name: 'xenvg', total: 5000, free: 4000 }, { type: 'file', name: '/srv', total: 5000, free: 3000 }] };
  const live: LiveView = {
    revision: 1,
    node: (uuid) => ({ reachable: uuid === 'n1' || uuid === 'n2', last_seen: 1, resources }),
    instance: (name) => (name === 'runs' ? [{ node: 'n1', state: 'running', memory: 300, vcpus: 1 }] : []),
    runningOn: () => new Set(),
    caughtUp: async () => undefined,
    onChange: () => () => undefined,
  };
  return { view: config.view, live };
}

describe('cluster for allocation', () => {
  it('takes off what should run but does not, and nothing else', async () => {
    const { view, live } = await testView();
    const { nodes, groups } = clusterForAllocation(view, live);
    expect(nodes.map(({ name, memory_free, primaries, reachable }) => [name, memory_free, primaries, reachable])).toEqual([
      ['node1', 700, 3, true],
      ['node2', 1000, 0, true],
    ]);
    expect(groups.get('g1')).toMatchObject({ name: 'default', alloc_policy: 'preferred' });
    expect(groups.get('g1')!.disk_templates).toContain('drbd');
  });

  it('does not give the last space to two jobs', async () => {
    const { view, live } = await testView();
    const space = spaceNeeded('drbd', [2000], 'xenvg');
    expect(space).toEqual([{ type: 'lvm-vg', name: 'xenvg', size: 2128 }]);
    const spec = { name: 'x', disk_template: 'drbd', memory: 600, space, nodes: 2, group: null } as const;
    const pending: PendingReservation[] = [];
    const nodes = allocate(clusterForAllocation(view, live, pending), spec);
    expect(nodes).toEqual(['n2', 'n1']);
    pending.push({ nodes, memory: 600, space });
    const taken = clusterForAllocation(view, live, pending);
    expect(taken.nodes.map(({ memory_free, storage }) => [memory_free, storage.map((unit) => unit.free)])).toEqual([
      [700, [1872, 3000]],
      [400, [1872, 3000]],
    ]);
    expect(() => allocate(taken, spec)).toThrow('not enough space in xenvg: node1, node2');
  });

  it('knows where each template takes its space from', () => {
    expect(spaceNeeded('plain', [10, 20], 'vg')).toEqual([{ type: 'lvm-vg', name: 'vg', size: 30 }]);
    expect(spaceNeeded('file', [10], 'vg')).toEqual([{ type: 'file', name: null, size: 10 }]);
    expect(spaceNeeded('diskless', [], 'vg')).toEqual([]);
    expect(spaceNeeded('rbd', [10], 'vg')).toEqual([]);
  });
});
