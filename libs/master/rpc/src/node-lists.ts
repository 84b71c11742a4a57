/**
 * Lists of what lies in files on the nodes: OS definitions, external storage providers, exports. They are in no status stream,
 * so these are the lists that ask nodes; concurrent callers share one round.
 */
import type { ClusterConfig } from '@ganeti/master-config';
import type { NodeMethod, NodeResponse } from '@ganeti/node-api';
import type { Node } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import type { ClusterRpc } from './node-rpc';

/** What each node answered, by uuid; null: it did not. Nodes that were not asked are left out. */
export type NodeAnswers<T> = ReadonlyMap<string, T | null>;

interface Sources {
  readonly config: Pick<ClusterConfig, 'view'>;
  readonly rpc: Pick<ClusterRpc, 'callMany'>;
  readonly clock: Clock;
}

type ListMethod = Extract<NodeMethod, 'OperatingSystems.List' | 'ExternalStorage.List' | 'Exports.List'>;

const timeoutSeconds = 15;

/** `goodFor`: an answer this old (seconds) is still good. */
function askedList<M extends ListMethod, T>(
  { config, rpc, clock }: Sources,
  method: M,
  goodFor: number,
  take: (answer: NodeResponse<M>) => T,
): () => Promise<NodeAnswers<T>> {
  let kept: { readonly at: number; readonly answer: Promise<NodeAnswers<T>> } | undefined;

  async function ask(): Promise<NodeAnswers<T>> {
    const nodes = [...config.view.all('node')].filter((node: Node) => node.vm_capable && !node.offline).map(({ uuid }) => uuid);
    const answers = await rpc.callMany(nodes, method, {} as never, { timeoutSeconds });
    return new Map(
      nodes.map((uuid) => {
        const outcome = answers.get(uuid);
        return [uuid, outcome !== undefined && 'value' in outcome ? take(outcome.value) : null];
      }),
    );
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

/** What an administrator installs changes rarely; an export is something a job has just made. */
const installedGoodFor = 10;
const exportsGoodFor = 1;

export const createOsList = (sources: Sources) => askedList(sources, 'OperatingSystems.List', installedGoodFor, ({ os }) => os);

export const createExtStorageList = (sources: Sources) => askedList(sources, 'ExternalStorage.List', installedGoodFor, ({ providers }) => providers);

export const createExportList = (sources: Sources) => askedList(sources, 'Exports.List', exportsGoodFor, ({ names }) => names);
