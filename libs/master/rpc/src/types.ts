import type { NodeMethod, NodeRequest, NodeResponse } from '@ganeti/node-api';

export interface NodeCallOptions {
  /** `<job>/<opcode>` */
  readonly job?: string;
  /** Makes the call happen once: repeated with the same step, the node answers the stored result. */
  readonly step?: string;
  readonly timeoutSeconds?: number;
  readonly onProgress?: (message: string, percent: number | null) => void;
  /** Number of the node's last change when it answered; see LiveView.caughtUp. */
  readonly onChange?: (change: number) => void;
  readonly signal?: AbortSignal;
}

/** The master's way to its nodes. Node given by uuid. Throws RpcError, or the error class the node sent. */
export interface NodeRpc {
  call<M extends NodeMethod>(
    node: string,
    method: M,
    request: NodeRequest<M>,
    options?: NodeCallOptions,
  ): Promise<NodeResponse<M>>;
}
