import type { HandlerContext, NodeHandlers, NodeMethod, NodeReply, NodeRequestReceived } from '@ganeti/node-api';

/** What a handler here gets beside the request. */
export interface BackendContext extends HandlerContext {
  /** The step was begun by an earlier life of this daemon. */
  readonly resumed: boolean;
}

export type BackendHandlers = {
  readonly [M in NodeMethod]: (request: NodeRequestReceived<M>, cx: BackendContext) => Promise<NodeReply<M>>;
};

/** The handlers of one service. */
export type ServiceHandlers<S extends string> = Pick<BackendHandlers, Extract<NodeMethod, `${S}.${string}`>>;

/** A part of a request that must be there. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new TypeError(`The request has no ${what}`);
  return value;
}

export type { NodeHandlers };
