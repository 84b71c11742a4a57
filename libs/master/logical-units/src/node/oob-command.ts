import { OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import { defineLogicalUnit, type RunContext } from '@ganeti/master-jobs';
import { fillNd, type Json, type Node } from '@ganeti/objects';
import { oobCommand, type ParamsOf } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { groupBy, nodeBy } from '../common/lookup';
import { knownNodes, nodesNamed } from '../common/nodes';
import { isHealth, oobAnswer } from './oob-answer';

type Params = ParamsOf<typeof oobCommand>;
type Plan = { readonly nodes: readonly { readonly uuid: string; readonly program: string }[] };

/** Statuses of query values. */
const normal = 0;
const noData = 2;
const unavailable = 3;
/** Seconds the node daemon may take beside the program. */
const slack = 30;

export const oobCommandUnit = defineLogicalUnit({
  definition: oobCommand,

  locks: (params, cx) => ({
    node: { names: knownNodes(cx.config, params.node_names, params.node_uuids), mode: switches(params) ? 'exclusive' : 'shared' },
  }),

  async check(params, cx): Promise<Plan> {
    const master = cx.config.cluster().master_node;
    // Each once, however often it is named.
    const asked = [...new Set(nodesNamed(cx.config, params.node_names, params.node_uuids))];
    const isNamed = params.node_names.length > 0 || (params.node_uuids ?? []).length > 0;
    const stops = params.command === 'power-off' || params.command === 'power-cycle';
    const self = asked.find(({ uuid }) => uuid === master);
    if (stops && isNamed && self !== undefined) {
      const program = programOf(cx.config, self);
      const how = program === '' ? 'it has no out-of-band program either' : `run ${program} ${params.command} ${self.name} yourself if that is what you want`;
      throw new OpPrereqError(`Node ${self.name} is the master and does not switch itself off; ${how}`, 'wrong_input');
    }
    const nodes = stops ? asked.filter(({ uuid }) => uuid !== master) : asked;
    const up = nodes.filter(({ offline }) => !offline).map(({ name }) => name);
    if (params.command === 'power-off' && !params.ignore_status && up.length > 0) {
      throw new OpPrereqError(`Nodes ${up.join(', ')} are not marked offline; do that before they are switched off, or use ignore_status`, 'wrong_state');
    }
    nodes.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { nodes: nodes.map((node) => ({ uuid: node.uuid, program: programOf(cx.config, node) })) };
  },

  async run(params, { nodes }, cx) {
    const rows: [number, Json][][] = [];
    for (const [index, { uuid, program }] of nodes.entries()) {
      const { name } = nodeBy(cx.config, uuid);
      const answer = program === '' ? ([unavailable, null] as [number, Json]) : await ask(params, cx, uuid, program);
      rows.push([[normal, name], answer]);
      if (params.command === 'power-on' && answer[0] === normal && index < nodes.length - 1) await pause(cx, `wait-${index}`, params.power_delay);
    }
    return rows;
  },
});

const switches = ({ command }: Params): boolean => command.startsWith('power-') && command !== 'power-status';

function programOf(view: ConfigView, node: Node): string {
  return fillNd(view.cluster(), groupBy(view, node.group), node).oob_program;
}

/** Status and answer of one node. */
async function ask(params: Params, cx: RunContext, uuid: string, program: string): Promise<[number, Json]> {
  const { command, timeout } = params;
  const { name, powered } = nodeBy(cx.config, uuid);
  const master = cx.config.cluster().master_node;
  let answer: Json;
  try {
    const { output } = await cx.call(`${command}-${name}`, master, 'Machine.RunOutOfBand', { program, command, node: name, timeout }, { timeoutSeconds: timeout + slack });
    answer = oobAnswer(command, output);
  } catch (error) {
    if (cx.signal.aborted) throw error;
    warn(cx, `The out-of-band program of node ${name} failed: ${(error as Error).message}`);
    return [noData, null];
  }
  if (command === 'power-on' || command === 'power-off') {
    const now = command === 'power-on';
    // It is so, whatever becomes of the other nodes.
    await cx.update(`powered-${name}`, (tx) => void (nodeBy(tx, uuid).powered === now || tx.update('node', uuid, { powered: now })), { undo: false });
  } else if (command === 'power-status') {
    const seen = (answer as { readonly powered: boolean }).powered;
    if (seen !== powered) warn(cx, `Node ${name} is ${seen ? 'on' : 'off'}, but recorded as ${powered ? 'on' : 'off'}`);
  } else if (command === 'health' && isHealth(answer)) {
    for (const [item, status] of answer) if (status === 'WARNING' || status === 'CRITICAL') warn(cx, `${item} of node ${name} is ${status}`);
  }
  return [normal, answer];
}

/** The end is remembered, so that a restart of masterd does not begin the wait again. */
async function pause(cx: RunContext, step: string, seconds: number): Promise<void> {
  const end = await cx.record(step, () => cx.clock.now() + seconds);
  const rest = end - cx.clock.now();
  if (rest > 0) await cx.sleep(rest);
}
