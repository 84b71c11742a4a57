/** One operation, and how to come to where it can be done: for tests that cut it off. */
import type { SimulatedNodes } from '../simulated-nodes';
import type { Ended, Opcode } from '../unit-master';
import type { Weather } from '../weather/kinds';

/** What a scenario may use to prepare a cluster. */
export interface ScenarioWorld {
  readonly nodes: SimulatedNodes;
  run(opcode: Opcode): Promise<Ended>;
}

export interface WeatherRules {
  /** Weathers in which it must succeed all the same. */
  succeeds?(weather: Weather): boolean;
  /** Weathers that it brings about or takes away itself. */
  ignores?(weather: Weather): boolean;
  /** There is no way back after some point. Where it failed it is asked again in good weather, and must come to its end. */
  readonly forward?: boolean;
  /** Nodes are chosen anew in each weather, or several jobs end each for itself: what is clean is right. */
  readonly elsewhere?: boolean;
  /** It tells of each node how that did: success, and not everything done. */
  readonly tells?: boolean;
}

export interface Scenario {
  /** Says, after the opcode's id, what is special: `of a mirrored instance`. */
  readonly what?: string;
  readonly prepare?: readonly Opcode[] | ((world: ScenarioWorld) => Promise<void>);
  readonly opcode: Opcode & { readonly OP_ID: string };
  /** What is special about it in bad weather (weather/meet.ts). */
  readonly weather?: WeatherRules;
  /**
   * Node calls that fail, so that the operation is taken back: pattern of the call (`Disks.Create`), and of its object. It fails
   * every time.
   */
  readonly failing?: { readonly operation: string; readonly object?: string; readonly when?: 'before' | 'after' };
}

/** Runs the preparation; throws when a step of it does not succeed. */
export async function prepareScenario({ prepare = [], failing }: Scenario, world: ScenarioWorld): Promise<void> {
  if (typeof prepare === 'function') await prepare(world);
  else for (const opcode of prepare) await succeed(world, opcode);
  if (failing !== undefined) world.nodes.fail(failing.operation, failing.object, failing.when);
}

export async function succeed(world: ScenarioWorld, opcode: Opcode): Promise<Ended> {
  const ended = await world.run(opcode);
  if (ended.status !== 'success') throw new Error(`${JSON.stringify(opcode)} should have succeeded: ${JSON.stringify(ended)}`);
  return ended;
}

/** `GROUP_ADD of a second group`. */
export function titleOf({ opcode, what, failing }: Scenario): string {
  return [opcode.OP_ID, what, failing && `(${failing.operation} fails)`].filter(Boolean).join(' ');
}
