/** Node calls of jobs: patience with a node that is away, and the news that a job has ended. */
import { OpExecError, RpcError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { NodeCallOptions, NodeRpc } from '@ganeti/master-rpc';
import type { NodeMethod, NodeRequest, NodeResponse } from '@ganeti/node-api';
import type { Clock } from '@ganeti/runtime';
import type { Cleanup } from './cleanup';

const firstPause = 0.25;
const longestPause = 5;
/** Ended opcodes are told to nodes in one message each this often. */
const forgetSeconds = 1;
const forgetAtOnce = 500;

/** Whether nothing is known about what became of the call. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof RpcError && (error.reason === 'unreachable' || error.reason === 'timeout');
}

/** Nobody waits for a node that is away on purpose. */
class OfflineNode extends RpcError {
  constructor(name: string) {
    super(name, 'unreachable', `Node ${name} is marked offline`);
  }
}

/** Seconds. */
const readPatience = 5;

export class NodeCalls {
  private readonly forgotten = new Map<string, Set<string>>();
  /** By opcode, then node: number of the last change it made there. */
  private readonly changes = new Map<string, Map<string, number>>();
  private cancelForget: (() => void) | null = null;

  constructor(
    private readonly rpc: NodeRpc,
    private readonly config: ClusterConfig,
    private readonly live: Pick<LiveView, 'caughtUp'>,
    private readonly clock: Clock,
    private readonly cleanup: Cleanup,
    private readonly reconnectSeconds: number,
  ) {}

  /** A call that changes nothing. A node daemon that is being restarted is waited for, but not for long: somebody may be waiting for the answer. */
  async read<M extends NodeMethod>(
    node: string,
    method: M,
    request: NodeRequest<M>,
    options: NodeCallOptions,
  ): Promise<NodeResponse<M>> {
    return this.whileAway(Math.min(readPatience, this.reconnectSeconds), options.signal, () => {
      this.refuseOffline(node);
      return this.named(node, this.rpc.call(node, method, request, options));
    });
  }

  /**
   * A step. Repeated while the node cannot be reached, for at most the time in the settings; the node knows the step and does
   * not do it twice. Whatever was left to clean up on the node is cleaned up first.
   */
  async step<M extends NodeMethod>(
    node: string,
    method: M,
    request: NodeRequest<M>,
    options: NodeCallOptions,
  ): Promise<NodeResponse<M>> {
    return this.whileAway(this.reconnectSeconds, options.signal, async () => {
      this.refuseOffline(node);
      await this.cleanup.before(node);
      const onChange = (change: number): void => this.changed(options.job, node, change);
      return this.named(node, this.rpc.call(node, method, request, { ...options, onChange }));
    });
  }

  /** What a node says went wrong, with its name: it does not know where its words will be read. */
  private async named<T>(node: string, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      const name = this.config.view.get('node', node)?.name;
      if (!(error instanceof OpExecError) || name === undefined || error.message.includes(name)) throw error;
      throw new OpExecError(`Node ${name}: ${error.message}`);
    }
  }

  /** Tries again while the node cannot be reached, for so many seconds; a node marked offline is not waited for. */
  private async whileAway<T>(seconds: number, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const giveUpAt = this.clock.now() + seconds;
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
      try {
        return await work();
      } catch (error) {
        const isAway = error instanceof RpcError && error.reason === 'unreachable' && !(error instanceof OfflineNode);
        if (!isAway || signal?.aborted === true || this.clock.now() + pause > giveUpAt) throw error;
      }
      await this.clock.sleep(pause, signal);
    }
  }

  private changed(op: string | undefined, node: string, change: number): void {
    if (op === undefined) return;
    let nodes = this.changes.get(op);
    if (nodes === undefined) this.changes.set(op, (nodes = new Map<string, number>()));
    nodes.set(node, change);
  }

  /** Resolves when the live view knows what the opcode's calls have done; whoever sees it end then sees that too. */
  async caughtUp(op: string): Promise<void> {
    const nodes = this.changes.get(op);
    if (nodes === undefined) return;
    this.changes.delete(op);
    await Promise.all([...nodes].map(([node, change]) => this.live.caughtUp(node, change)));
  }

  /** The opcode has ended: nodes need not remember its steps. Lost when a node does not answer; nodes drop old ones themselves. */
  forget(op: string, nodes: Iterable<string>): void {
    for (const node of nodes) {
      let ops = this.forgotten.get(node);
      if (ops === undefined) this.forgotten.set(node, (ops = new Set()));
      ops.add(op);
      if (ops.size >= forgetAtOnce) this.sendForget(node);
      this.cancelForget ??= this.clock.after(forgetSeconds, () => this.flush());
    }
  }

  flush(): void {
    this.cancelForget?.();
    this.cancelForget = null;
    for (const node of [...this.forgotten.keys()]) this.sendForget(node);
  }

  private sendForget(node: string): void {
    const ops = this.forgotten.get(node);
    this.forgotten.delete(node);
    if (ops === undefined || this.config.view.get('node', node)?.offline === true) return;
    this.rpc.call(node, 'Node.ForgetSteps', { jobs: [...ops] }).catch(() => undefined);
  }

  private refuseOffline(node: string): void {
    const known = this.config.view.get('node', node);
    if (known?.offline === true) throw new OfflineNode(known.name);
  }
}
