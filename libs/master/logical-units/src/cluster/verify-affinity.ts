/** Affinity that is broken: instances that belong on one node, or on nodes of their own, and are not there. */
import { brokenAffinity, brokenExclusion } from '@ganeti/master-allocator';
import type { ConfigView } from '@ganeti/master-config';
import type { Node } from '@ganeti/objects';
import type { Findings } from './findings';

export function verifyAffinity(view: ConfigView, findings: Findings): void {
  findings.heading('Checking affinity');
  const placed = (function* () {
    for (const { tags, primary_node } of view.all('instance')) yield { tags, node: view.get('node', primary_node)?.name ?? primary_node };
  })();
  for (const { hard, text } of brokenAffinity(view.cluster().tags, placed)) findings.report(true, 'ECLUSTERCFG', '', text, hard ? 'ERROR' : 'WARNING');
}

/** Instances that an exclusion tag (`htools:iextags:` of the cluster) keeps apart, and that share a primary node. */
export function verifyExclusion(view: ConfigView, findings: Findings, nodes: readonly Node[]): void {
  const { tags: rules } = view.cluster();
  for (const node of nodes) {
    const instances = [...view.primariesOf(node.uuid)].flatMap((uuid) => view.get('instance', uuid) ?? []);
    const broken = brokenExclusion(rules, instances.map(({ name, tags }) => ({ name, tags, node: node.name })));
    findings.each('EEXTAGS', node.name, broken.map(({ tag, instances: names }) => `instances ${[...names].sort().join(', ')} share tag ${tag}, which keeps them on different nodes; migrate all but one`));
  }
}
