/** Nodes in memory: they keep what was made on them, remember steps as real ones do, and can be away. */
import { OpExecError, RpcError } from '@ganeti/errors';
import type { LiveView } from '@ganeti/master-live';
import type { NodeCallOptions, NodeRpc } from '@ganeti/master-rpc';

/** Whether the master that makes the calls is still there. */
export interface Gate {
  dead: boolean;
}

/** The fields of requests that matter here. */
interface NodeRequestLike {
  readonly jobs?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly device?: { readonly name?: string };
}

interface FakeNode {
  readonly things: Set<string>;
  readonly steps: Map<string, { readonly error?: Error }>;
  down: boolean;
}

const never = new Promise<never>(() => undefined);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class FakeNodes {
  /** How often each step was carried out (not: asked for). */
  readonly done = new Map<string, number>();
  /** Every call that arrived: `<node> <method> <step>`. */
  readonly calls: string[] = [];
  /** Called for each arriving call; may throw or wait. */
  onCall: (node: string, method: string, options: NodeCallOptions) => void | Promise<void> = () => undefined;
  hooks: (
    node: string,
    environment: Readonly<Record<string, string>>,
  ) => { script: string; status: string; output: string }[] = () => [];
  private readonly nodes = new Map<string, FakeNode>();
  private readonly listeners = new Set<(change: { node: string; instances: readonly string[] }) => void>();

  node(uuid: string): FakeNode {
    let node = this.nodes.get(uuid);
    if (node === undefined) this.nodes.set(uuid, (node = { things: new Set(), steps: new Map(), down: false }));
    return node;
  }

  /** Names of everything made on any node, as `<node>:<name>`. */
  things(): string[] {
    return [...this.nodes].flatMap(([uuid, { things }]) => [...things].map((name) => `${uuid}:${name}`)).sort();
  }

  setDown(uuid: string, down: boolean): void {
    this.node(uuid).down = down;
    for (const listener of this.listeners) listener({ node: uuid, instances: [] });
  }

  live(): LiveView {
    return {
      revision: 0,
      node: (uuid) => ({ reachable: !this.node(uuid).down, last_seen: 0, resources: null }),
      instance: () => [],
      runningOn: () => new Set(),
      caughtUp: async () => undefined,
      onChange: (listener) => {
        this.listeners.add(listener);
        return () => void this.listeners.delete(listener);
      },
    };
  }

  rpc(gate: Gate): NodeRpc {
    return {
      call: async (uuid, method, request, options = {}) => {
        if (gate.dead) return never;
        await turn();
        const node = this.node(uuid);
        this.calls.push(`${uuid} ${method} ${options.step ?? ''}`);
        await this.onCall(uuid, method, options);
        if (node.down) throw new RpcError(uuid, 'unreachable', `Node ${uuid} does not answer`);
        const answer = this.carryOut(uuid, method, request as NodeRequestLike, options);
        await turn();
        if (gate.dead) return never;
        return answer as never;
      },
    };
  }

  private carryOut(uuid: string, method: string, request: NodeRequestLike, { step }: NodeCallOptions): unknown {
    const node = this.node(uuid);
    if (method === 'Node.ForgetSteps') {
      for (const job of request.jobs ?? []) {
        for (const known of [...node.steps.keys()]) if (known.startsWith(`${job}/`)) node.steps.delete(known);
      }
      return {};
    }
    const known = step === undefined ? undefined : node.steps.get(step);
    if (known?.error !== undefined) throw known.error;
    if (known !== undefined) return this.answer(method);
    if (step !== undefined) this.done.set(step, (this.done.get(step) ?? 0) + 1);
    try {
      if (method === 'Hooks.Run') return { results: this.hooks(uuid, request.environment ?? {}) };
      this.change(node, method, request.device?.name ?? '');
      if (step !== undefined) node.steps.set(step, {});
      return this.answer(method);
    } catch (error) {
      if (step !== undefined) node.steps.set(step, { error: error as Error });
      throw error;
    }
  }

  private change({ things }: FakeNode, method: string, name: string): void {
    if (method === 'Blocks.Create') {
      if (things.has(name)) throw new OpExecError(`${name} is there already`);
      things.add(name);
    } else if (method === 'Blocks.Remove') {
      things.delete(name);
    } else if (method === 'Blocks.Grow') {
      throw new OpExecError(`${name} cannot grow`);
    }
  }

  private answer(method: string): unknown {
    return method === 'Blocks.Create' ? { device: '/dev/fake', raw: Buffer.from('bytes') } : {};
  }
}
