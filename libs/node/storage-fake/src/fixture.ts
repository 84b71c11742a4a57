/** Simulated nodes for the specs of this library. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, testDevice as device, type BlockDeviceDriver, type Device, type ManualClock } from '@ganeti/node-storage';
import { systemIds } from '@ganeti/runtime';
import { createSimulatedStorage, type SimulatedStorage } from './create';
import { simulatorSettings } from './simulator/settings';
import { Simulator } from './simulator/simulator';

export { device };

export interface TestNode {
  readonly name: string;
  readonly root: string;
  readonly simulator: Simulator;
  readonly storage: SimulatedStorage;
  driver(type: string): BlockDeviceDriver;
  /** As after a kill of noded: nothing is closed. */
  restart(): TestNode;
}

export interface TestNodes {
  readonly clock: ManualClock;
  node(name: string): TestNode;
  close(): void;
}

export function testNodes(settings: Record<string, unknown> = {}): TestNodes {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-sim-'));
  const clock = manualClock();
  const nodes: TestNode[] = [];
  const make = (name: string): TestNode => {
    const root = join(dir, name);
    const simulator = new Simulator({
      dir: join(root, 'var/lib/ganeti/simulator'),
      settings: simulatorSettings.parse({ volume_groups: { xenvg: 10_240 }, file_space: 10_240, shared_space: 10_240, sync_rate: 100, shared_dir: join(dir, 'shared'), ...settings }),
      identity: () => ({ uuid: `uuid-${name}`, name }),
      clock,
      ids: systemIds,
    });
    const storage = createSimulatedStorage(simulator, { root, sharedFileStorage: join(root, 'srv/ganeti/shared-file-storage'), configDir: join(root, 'etc/ganeti') });
    const node: TestNode = {
      name,
      root,
      simulator,
      storage,
      driver: (type) => storage.drivers.find(({ types }) => types.includes(type)) as BlockDeviceDriver,
      restart: () => make(name),
    };
    nodes.push(node);
    return node;
  };
  return {
    clock,
    node: make,
    close: () => {
      for (const { simulator } of nodes) simulator.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A plain volume of this name. */
export const plain = (lv: string, size = 64): Device =>
  device({ dev_type: 'plain', size, uuid: `uuid-${lv}`, plain: { vg: 'xenvg', lv }, logical_id: 'plain' });

/** A mirror between two nodes with plain volumes below. */
export function mirror(name: string, nodeA: string, nodeB: string, options: { size?: number; port?: number; minors?: [number, number] } = {}): Device {
  const { size = 64, port = 11_000, minors = [0, 0] } = options;
  return device({
    dev_type: 'drbd',
    size,
    uuid: `uuid-${name}`,
    logical_id: 'drbd',
    drbd: {
      node_a: `uuid-${nodeA}`,
      node_b: `uuid-${nodeB}`,
      port,
      minor_a: minors[0],
      minor_b: minors[1],
      secret: 'secret',
      address_a: '',
      address_b: '',
    },
    children: [plain(`${name}_data`, size), plain(`${name}_meta`, 128)],
  });
}
