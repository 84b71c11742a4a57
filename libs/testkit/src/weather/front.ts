/** Makes the weather at a node, and good weather again. */
import { OpExecError, RpcError } from '@ganeti/errors';
import type { NodeMethod } from '@ganeti/node-api';
import { op } from '../crash/names';
import type { PassingCall } from '../simulated-nodes';
import type { UnitWorld } from '../unit-world';
import type { Weather } from './kinds';

/** Told to nodes now and then, and by nobody waited for: not calls of an operation. */
const asides: ReadonlySet<NodeMethod> = new Set(['Node.ForgetSteps']);
/** Seconds, of a clock that is fast. */
const slowness = 2;

/** Counts the calls to each node from now on. */
export function countCalls(world: UnitWorld): Map<string, number> {
  const calls = new Map<string, number>();
  world.nodes.weather = (call, carry) => {
    if (!asides.has(call.method)) calls.set(call.node, (calls.get(call.node) ?? 0) + 1);
    return carry();
  };
  return calls;
}

/** Answers how to end it; null: such weather cannot be here. */
export async function begin(world: UnitWorld, weather: Weather): Promise<(() => Promise<void>) | null> {
  const { kind, node } = weather;
  const { nodes } = world;
  if (kind === 'offline' || kind === 'drained') {
    const known = world.config.view.node(node);
    if (known === undefined || known.offline || known.drained) return null;
    const flagged = await world.run(op('NODE_SET_PARAMS', { node_name: node, [kind]: true, force: true }));
    if (flagged.status !== 'success') throw new Error(`Node ${node} could not be marked ${kind}: ${JSON.stringify(flagged)}`);
    if (kind === 'offline') {
      await nodes.powerCut(node);
      nodes.silent.add(node);
    }
    return () => comeBack(world, weather);
  }
  let seen = 0;
  nodes.weather = async (call, carry) => {
    if (call.node !== node || asides.has(call.method)) return carry();
    seen += 1;
    return strike(world, weather, seen, call, carry);
  };
  if (kind === 'silent') nodes.silent.add(node);
  return () => {
    nodes.weather = (_call, carry) => carry();
    nodes.silent.delete(node);
    return Promise.resolve();
  };
}

/** What becomes of the nth call to the node. */
async function strike<T>({ nodes, clock }: UnitWorld, { kind, at }: Weather, nth: number, { node, method }: PassingCall, carry: () => Promise<T>): Promise<T> {
  const unreachable = (): RpcError => new RpcError(node, 'unreachable', `Node ${node} does not answer`);
  const timeout = (): RpcError => new RpcError(node, 'timeout', `Node ${node}: it did not finish ${method} in time`);
  switch (kind) {
    case 'stuck':
      await clock.sleep(slowness);
      throw timeout();
    case 'slow':
      await clock.sleep(slowness);
      return carry();
    case 'goes-silent':
      if (nth >= at) nodes.silent.add(node);
      return carry();
    default:
  }
  if (nth !== at) return carry();
  if (kind === 'fails') throw new OpExecError('told to fail');
  const answer = await carry();
  switch (kind) {
    case 'loses-answer':
      nodes.silent.add(node);
      throw unreachable();
    case 'blinks':
      throw unreachable();
    case 'too-late':
      throw timeout();
    case 'half-fails':
      throw new OpExecError('told to fail when it was done');
    default:
      return answer;
  }
}

/** A node that was away is added again; one that was drained is not any more. */
async function comeBack(world: UnitWorld, { kind, node }: Weather): Promise<void> {
  world.nodes.silent.delete(node);
  const known = world.config.view.node(node);
  if (known === undefined) return;
  let ended = null;
  if (kind === 'offline' && known.offline) ended = await world.run(op('NODE_ADD', { node_name: node, readd: true }));
  if (kind === 'drained' && known.drained) ended = await world.run(op('NODE_SET_PARAMS', { node_name: node, drained: false }));
  if (ended !== null && ended.status !== 'success') throw new Error(`Node ${node} could not come back: ${JSON.stringify(ended)}`);
}
