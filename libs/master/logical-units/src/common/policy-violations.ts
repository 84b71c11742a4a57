import type { ConfigView } from '@ganeti/master-config';
import { ipolicyViolations, type FullIPolicy } from '@ganeti/objects';
import { specOf } from './params';

/** Names of a group's instances that fitted the policy before, and do not any more; sorted. */
export function newViolations(view: ConfigView, group: string, before: FullIPolicy, after: FullIPolicy): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const names: string[] = [];
  for (const node of view.nodesOf(group)) {
    for (const uuid of view.primariesOf(node)) {
      const instance = view.get('instance', uuid);
      if (instance === undefined) continue;
      const spec = specOf(view, instance, view.disksOf(instance).map(({ size }) => size));
      if (ipolicyViolations(after, spec).length > 0 && ipolicyViolations(before, spec).length === 0) names.push(instance.name);
    }
  }
  return names.sort();
}
