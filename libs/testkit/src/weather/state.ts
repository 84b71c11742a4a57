/** The state of a simulated cluster for comparison, with what `cluster verify` says about it. */
import { difference, digest } from '../crash/digest';
import { op } from '../crash/names';
import type { UnitWorld } from '../unit-world';

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

export function differences(wanted: State, got: State): string[] {
  return [...difference(wanted.lines, got.lines), ...difference(wanted.findings, got.findings)];
}
