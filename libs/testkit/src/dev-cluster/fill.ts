/** Many instances put straight into the state of a stopped cluster: for measurements that are not about making them. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openConfig, type ClusterConfig } from '@ganeti/master-config';
import { openSqliteStore } from '@ganeti/master-state-sqlite';
import { createPaths, systemClock, systemIds } from '@ganeti/runtime';
import { nodeRoot, readState } from './state';

/** Objects of one transaction: it is checked as a whole, and held in memory. */
const perTransaction = 2000;
/** Of ten instances, so many are stopped. */
const stoppedOfTen = 1;

/**
 * Adds instances `load0.example.com`, … with one disk and one network interface each, spread over all nodes, most of them
 * running. The daemons must be stopped. Sizes differ in a fixed pattern: 1 to 4 virtual CPUs, 128 to 512 MiB.
 */
export async function fillCluster(dir: string, count: number): Promise<void> {
  const state = readState(dir);
  const [master] = state?.nodes ?? [];
  if (state === null || master === undefined) throw new Error(`There is no cluster in ${dir}`);
  const store = await openSqliteStore({ path: createPaths(nodeRoot(dir, master.name)).stateDatabase });
  await store.open();
  try {
    const config = await openConfig(store, { clock: systemClock, ids: systemIds });
    for (let first = 0; first < count; first += perTransaction) await addInstances(config, first, Math.min(first + perTransaction, count));
    for (const node of state.nodes) startGuests(config, dir, node.name);
  } finally {
    await store.close();
  }
}

async function addInstances(config: ClusterConfig, first: number, end: number): Promise<void> {
  const nodes = [...config.view.all('node')].map(({ uuid }) => uuid);
  await config.transaction((tx) => {
    for (let index = first; index < end; index += 1) {
      const [uuid, disk] = [systemIds.uuid(), systemIds.uuid()];
      const node = nodes[index % nodes.length]!;
      const isUp = index % 10 >= stoppedOfTen;
      tx.insert('disk', {
        uuid: disk, dev_type: 'plain', logical_id: { type: 'plain', vg: 'xenvg', lv: `${disk}.disk0` }, size: 1024, children: [], instance: uuid,
        nodes: [node], name: null, mode: 'rw', iv_name: 'disk/0', spindles: null, params: {},
      });
      tx.insert('instance', {
        uuid, name: `load${index}.example.com`, tags: index % 2 === 0 ? ['env:prod'] : ['env:test'], primary_node: node, os: 'noop', hypervisor: 'fake',
        disk_template: 'plain', hvparams: {}, beparams: { vcpus: (index % 4) + 1, maxmem: 128 * ((index % 4) + 1) }, osparams: {}, osparams_private: {},
        admin_state: isUp ? 'up' : 'down', admin_state_source: 'admin',
        nics: [{ uuid: systemIds.uuid(), name: null, mac: macOf(index), ip: null, network: null, nicparams: {} }],
        disks: [disk], disks_active: isUp, network_port: null, forthcoming: false,
      });
    }
  });
}

const macOf = (index: number): string => `aa:01:00:${[16, 8, 0].map((shift) => ((index >> shift) & 255).toString(16).padStart(2, '0')).join(':')}`;

/** Records of the simulated hypervisor, so that the nodes report what should run. */
function startGuests(config: ClusterConfig, dir: string, nodeName: string): void {
  const node = config.view.node(nodeName);
  if (node === undefined) return;
  const lines: string[] = [];
  for (const uuid of config.view.primariesOf(node.uuid)) {
    const instance = config.view.get('instance', uuid);
    if (instance?.admin_state !== 'up') continue;
    const guest = { state: 'running', memory: instance.beparams['maxmem'], vcpus: instance.beparams['vcpus'], since: 0 };
    lines.push(`${JSON.stringify([instance.name, guest])}\n`);
  }
  const path = join(createPaths(nodeRoot(dir, nodeName)).simulator, 'guests-fake.log');
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, lines.join(''));
}
