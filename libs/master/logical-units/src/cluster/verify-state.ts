/** What a check of a group works on: its nodes, what they have answered, and what they should have. */
import type { RunContext } from '@ganeti/master-jobs';
import type { DiskStatusReceived, NodeResponse } from '@ganeti/node-api';
import type { Node } from '@ganeti/objects';
import type { Holdings } from './verify-volumes';

export const EXTERNAL_IP_SCRIPT = '/etc/ganeti/scripts/master-ip-setup';

/** What a node answered (`asked`: when it was asked), or why it did not. */
export type NodeAnswer = { readonly answer: NodeResponse<'Node.Verify'>; readonly asked: number } | { readonly failure: string };
export interface GroupState {
  /** Of the group, by name. */
  readonly nodes: readonly Node[];
  /** Of those that are not offline. */
  readonly answers: ReadonlyMap<string, NodeAnswer>;
  readonly disks: DiskStates;
  /** What they had to have all the time. */
  readonly expected: Holdings;
  /** And what they may have, since it came or went meanwhile. */
  readonly allowed: Holdings;
}
export type DiskStates = readonly { readonly disk: string; readonly node: string; readonly state: DiskStatusReceived }[];

export type Answered = Extract<NodeAnswer, { readonly answer: unknown }>;

/** The nodes that have answered, with what they said. */
export function answered({ nodes, answers }: Pick<GroupState, 'nodes' | 'answers'>): { readonly node: Node; readonly result: Answered }[] {
  return nodes.flatMap((node) => {
    const result = answers.get(node.uuid);
    return result === undefined || 'failure' in result ? [] : [{ node, result }];
  });
}

/** Instances whose primary is one of the nodes. */
export function primariesOf(cx: RunContext, nodes: readonly Node[]) {
  return nodes.flatMap(({ uuid }) => [...cx.config.primariesOf(uuid)].flatMap((instance) => cx.config.get('instance', instance) ?? []));
}
