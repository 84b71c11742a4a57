/** What can be the matter with a node while an operation is carried out. */
import { nodeNames } from '../crash/names';
import type { Scenario } from '../crash/scenario';

/** From the beginning to the end of the operation. */
export const steadyWeathers = [
  /** Down, and marked offline. It comes back by being added again. */
  'offline',
  /** Marked drained. */
  'drained',
  /** Its daemon refuses connections. */
  'silent',
  /** Its daemon takes connections and never answers. */
  'stuck',
  /** Its answers take their time. */
  'slow',
] as const;
/** From, or at, the k-th call the operation makes to the node. */
export const suddenWeathers = [
  /** Silent from then on. */
  'goes-silent',
  /** Silent from then on; it did what it was asked the last time. */
  'loses-answer',
  /** Restarts: that answer is lost, the next attempt is answered. */
  'blinks',
  /** Does what it is asked, but not in time. */
  'too-late',
  /** Answers with an error, and nothing is done. */
  'fails',
  /** Answers with an error, and it is done. */
  'half-fails',
] as const;
export type SteadyWeather = (typeof steadyWeathers)[number];
export type SuddenWeather = (typeof suddenWeathers)[number];

export interface Weather {
  readonly kind: SteadyWeather | SuddenWeather;
  /** The node's name. */
  readonly node: string;
  /** Which call to the node it strikes, 1 the first; 0: it is there from the beginning. */
  readonly at: number;
}

/** How often an undisturbed operation calls each node, by name. */
export type Calls = ReadonlyMap<string, number>;

export const titleOfWeather = ({ kind, node, at }: Weather): string => `${node.split('.')[0]} ${kind}${at > 0 ? ` at call ${at}` : ''}`;

/** All weathers of an operation. `others`: nodes that are not called, but may matter. */
export function forecast(calls: Calls, others: readonly string[], master: string): Weather[] {
  const weathers: Weather[] = [];
  for (const node of new Set([...calls.keys(), ...others])) {
    const count = calls.get(node) ?? 0;
    for (const kind of steadyWeathers) {
      // The master's role is not changed while it is the master.
      if (node === master && (kind === 'offline' || kind === 'drained')) continue;
      if (count > 0 || kind === 'offline' || kind === 'drained') weathers.push({ kind, node, at: 0 });
    }
    for (const kind of suddenWeathers) for (let at = 1; at <= count; at += 1) weathers.push({ kind, node, at });
  }
  return weathers;
}

/** Nodes that a scenario names, whether it calls them or not. */
export function nodesNamed({ opcode, prepare }: Scenario): string[] {
  const text = JSON.stringify([opcode, Array.isArray(prepare) ? prepare : []]);
  return nodeNames.filter((name) => text.includes(name));
}
