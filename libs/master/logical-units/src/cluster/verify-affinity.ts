/** Affinity that is broken: instances that belong on one node, or on nodes of their own, and are not there. */
import { brokenAffinity } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import type { Findings } from './findings';

export function verifyAffinity(view: ConfigView, findings: Findings): void {
  findings.heading('Checking affinity');
  const placed = (function* () {
    for (const { tags, primary_node } of view.all('instance')) yield { tags, node: view.get('node', primary_node)?.name ?? primary_node };
  })();
  for (const { hard, text } of brokenAffinity(view.cluster().tags, placed)) findings.report(true, 'ECLUSTERCFG', '', text, hard ? 'ERROR' : 'WARNING');
}
