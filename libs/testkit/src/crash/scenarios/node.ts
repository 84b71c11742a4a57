import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMirrored, createPlain, n1, n2, n3, n4, op } from '../names';
import { succeed, type Scenario, type ScenarioWorld } from '../scenario';

/** A helper program for power on the master, which other nodes are given. */
async function withPowerHelper(world: ScenarioWorld): Promise<void> {
  const dir = world.nodes.paths(n1).configDir;
  const program = join(dir, 'oob');
  mkdirSync(dir, { recursive: true });
  writeFileSync(program, '#!/bin/sh\nexit 0\n');
  chmodSync(program, 0o755);
  for (const node_name of [n2, n3]) await succeed(world, op('NODE_SET_PARAMS', { node_name, ndparams: { oob_program: program } }));
  await succeed(world, op('OOB_COMMAND', { node_names: [n2, n3], command: 'power-off', ignore_status: true }));
}

async function withRestrictedCommand(world: ScenarioWorld): Promise<void> {
  const dir = join(world.nodes.paths(n2).configDir, 'restricted-commands');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'uptime'), '#!/bin/sh\necho up\n');
  chmodSync(join(dir, 'uptime'), 0o755);
}

const offline = op('NODE_SET_PARAMS', { node_name: n4, offline: true });
export const nodeScenarios: readonly Scenario[] = [
  { opcode: op('NODE_ADD', { node_name: n4, readd: true }), what: 'of a node that was away', prepare: [offline] },
  { opcode: op('NODE_ADD', { node_name: n4, primary_ip: '127.0.1.4' }), what: 'of a new node', prepare: [op('NODE_REMOVE', { node_name: n4 })] },
  { opcode: op('NODE_REMOVE', { node_name: n4 }) },
  { opcode: op('NODE_SET_PARAMS', { node_name: n4, drained: true, ndparams: { spindle_count: 2 } }), what: 'that drains', weather: { ignores: ({ kind, node }) => kind === 'drained' && node === n4 } },
  { opcode: op('NODE_SET_PARAMS', { node_name: n4, offline: false, auto_promote: true }), what: 'that brings it back', prepare: [offline] },
  { opcode: op('NODE_MODIFY_STORAGE', { node_name: n2, storage_type: 'lvm-pv', name: '/dev/sim-xenvg', changes: { allocatable: false } }) },
  { opcode: op('REPAIR_NODE_STORAGE', { node_name: n2, storage_type: 'lvm-vg', name: 'xenvg' }) },
  { opcode: op('NODE_QUERYVOLS', { nodes: [n1], output_fields: ['name'] }), prepare: [createPlain()] },
  { opcode: op('NODE_QUERY_STORAGE', { nodes: [n1], storage_type: 'lvm-vg', output_fields: ['name'], name: null }) },
  { opcode: op('OOB_COMMAND', { node_names: [n2, n3], command: 'power-on', power_delay: 0.1 }), prepare: withPowerHelper, weather: { tells: true } },
  { opcode: op('NODE_POWERCYCLE', { node_name: n3, force: true }) },
  { opcode: op('NODE_REBOOT', { node_name: n3 }), prepare: [createPlain({ pnode: n3 })] },
  { opcode: op('NODE_ROLLING_REBOOT', { execute: true, nodes: [n3, n4] }), prepare: [createMirrored({ pnode: n3, snode: n4, start: true })] },
  { opcode: op('RESTRICTED_COMMAND', { nodes: [n2], command: 'uptime' }), prepare: withRestrictedCommand },
  { opcode: op('NODE_EVACUATE', { node_name: n2, mode: 'secondary-only', remote_node: n4 }), prepare: [createMirrored()] },
  { opcode: op('NODE_MIGRATE', { node_name: n1 }), prepare: [createMirrored({ start: true })] },
];
