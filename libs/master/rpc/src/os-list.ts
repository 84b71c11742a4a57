import type { ClusterConfig } from '@ganeti/master-config';
import type { NodeResponse } from '@ganeti/node-api';
import type { Clock } from '@ganeti/runtime';
import type { ClusterRpc } from './node-rpc';

/** What one node said about its operating system definitions. */
export interface NodeOperatingSystems {
  /** Node name. */
  readonly node: string;
  readonly os: NodeResponse<'OperatingSystems.List'>['os'];
}

/** OS definitions change when an administrator installs one: an answer this old (seconds) is still good. */
const goodFor = 10;
const timeoutSeconds = 15;

/**
 * The OS definitions of all nodes that can have instances; nodes that do not answer are left out. Definitions are files on the
 * nodes and in no status stream, so this is the one list that asks nodes; concurrent callers share one round.
 */
export function createOsList(
  config: Pick<ClusterConfig, 'view'>,
  rpc: Pick<ClusterRpc, 'callMany'>,
  clock: Clock,
): () => Promise<readonly NodeOperatingSystems[]> {
  let kept: { readonly at: number; readonly answer: Promise<readonly NodeOperatingSystems[]> } | undefined;

  async function ask(): Promise<readonly NodeOperatingSystems[]> {
    const nodes = [...config.view.all('node')].filter((node) => node.vm_capable && !node.offline);
    const answers = await rpc.callMany(nodes.map((node) => node.uuid), 'OperatingSystems.List', {}, { timeoutSeconds });
    return nodes.flatMap((node) => {
      const outcome = answers.get(node.uuid);
      return outcome === undefined || !('value' in outcome) ? [] : [{ node: node.name, os: outcome.value.os }];
    });
  }

  return () => {
    if (kept === undefined || clock.now() - kept.at > goodFor) {
      const answer = ask();
      kept = { at: clock.now(), answer };
      answer.catch(() => {
        kept = undefined;
      });
    }
    return kept.answer;
  };
}
