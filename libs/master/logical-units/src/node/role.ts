/**
 * Roles of a node. Of its three flags at most one is set; none: it is a regular node.
 *
 *   candidate  keeps a copy of the configuration and may become master
 *   drained    gets nothing new
 *   offline    is taken to be down, nobody asks it anything
 *
 * A request names some flags. Setting one takes the others away; taking one away that is set leaves a regular node. A node that
 * is drained or offline no longer becomes a candidate by itself when the cluster has too few.
 */
import type { Node } from '@ganeti/objects';

export const flags = ['master_candidate', 'drained', 'offline'] as const;
export type Flag = (typeof flags)[number];
export type Role = { readonly [F in Flag]: boolean };
export type AskedRole = { readonly [F in Flag]: boolean | null };

const regular: Role = { master_candidate: false, drained: false, offline: false };

export const roleOf = ({ master_candidate, drained, offline }: Pick<Node, Flag>): Role => ({ master_candidate, drained, offline });

/** Flags of which the request says what they are already. */
export const idleFlags = (now: Role, asked: AskedRole): Flag[] => flags.filter((flag) => asked[flag] === false && !now[flag]);

/** `asked`: at most one true. */
export function nextRole(now: Role, asked: AskedRole): Role {
  const set = flags.find((flag) => asked[flag] === true);
  if (set !== undefined) return { ...regular, [set]: true };
  return flags.some((flag) => asked[flag] === false && now[flag]) ? regular : now;
}

export const changedFlags = (now: Role, next: Role): Flag[] => flags.filter((flag) => now[flag] !== next[flag]);
