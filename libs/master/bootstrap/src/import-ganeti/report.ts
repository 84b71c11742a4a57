/** A plan for people: what is taken over, what is not, and why. */
import type { Finding, FindingKind } from './findings';
import type { ImportPlan } from './plan';

const counted = { node: 'nodes', nodegroup: 'node groups', network: 'networks', instance: 'instances', disk: 'disks', filter: 'filter rules' } as const;
const headings: Readonly<Record<FindingKind, string>> = {
  changed: 'Taken over with a change:',
  left: 'Left behind:',
  refused: 'In the way:',
};

export function reportOf({ version, objects, findings, refused }: ImportPlan): string {
  const counts = (Object.keys(counted) as (keyof typeof counted)[]).map((kind) => `  ${counted[kind]}: ${objects[kind].length}`);
  const parts = (Object.keys(headings) as FindingKind[]).flatMap((kind) => {
    const found = findings.filter((finding) => finding.kind === kind);
    return found.length === 0 ? [] : ['', headings[kind], ...found.map((finding) => `  ${sentence(finding)}`)];
  });
  const end = refused ? 'It cannot be taken over like this: change in Ganeti what is in the way, and try again.' : 'Everything else is taken over as it is.';
  return [`Cluster ${objects.cluster[0]?.cluster_name ?? '?'}, Ganeti ${version}:`, ...counts, ...parts, '', end, ''].join('\n');
}

function sentence({ object, text }: Finding): string {
  if (object === '') return text;
  return /^(has|is|calls|runs|belongs) /.test(text) ? `${object} ${text}` : `${object}: ${text}`;
}
