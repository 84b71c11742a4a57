/** The state of a simulated cluster for comparison, with what `cluster verify` says about it. */
import { difference, digest } from '../crash/digest';
import { op } from '../crash/names';
import type { UnitWorld } from '../unit-world';
import type { Weather } from './kinds';

export interface State {
  /** Objects, volumes, minors, guests, files. */
  readonly lines: readonly string[];
  /** Errors that `cluster verify` finds. */
  readonly findings: readonly string[];
}

export async function stateOf(world: UnitWorld): Promise<State> {
  const lines = digest(await world.snapshot());
  const groups = [...world.config.view.all('nodegroup')].map(({ name }) => name);
  const checks = [op('CLUSTER_VERIFY_CONFIG'), ...groups.map((group_name) => op('CLUSTER_VERIFY_GROUP', { group_name }))];
  const findings: string[] = [];
  for (const check of checks) findings.push(...(await world.run(check)).log.filter((line) => line.includes('ERROR')));
  return { lines, findings: digest(findings) };
}

export function differences(wanted: State, got: State, { kind, node }: Weather): string[] {
  const differs = [...difference(wanted.lines, got.lines), ...difference(wanted.findings, got.findings)];
  return kind === 'offline' ? withoutReported(differs, node) : differs;
}

/** A node that is offline is not asked: volumes that were to go from it are still there when it comes back, and `cluster verify` tells. */
function withoutReported(differs: readonly string[], node: string): string[] {
  const left = `+ uuid-${node} volume `;
  const finding = (line: string): string => `+   - ERROR: node ${node}: volume ${line.slice(left.length)} belongs to no instance`;
  const reported = differs.filter((line) => line.startsWith(left) && differs.includes(finding(line)));
  return differs.filter((line) => !reported.includes(line) && !reported.some((volume) => line === finding(volume)));
}
