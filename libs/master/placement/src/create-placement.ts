import { OpExecError, OpPrereqError } from '@ganeti/errors';
import type { AllocatorAnswer, RequestJson } from '@ganeti/master-allocator';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { diskUsage, nodeCount } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import { builtInOptions, builtInProblem } from './allocators/built-in-params';
import { checkAnswer, readAnswer, WrongAnswer } from './allocators/check-answer';
import { allocatorInput } from './allocators/input';
import type { AllocatorPrograms } from './allocators/programs';
import { Claims, spaceOf, type Claim } from './claims';
import { ClusterFeed } from './cluster/feed';
import type { Engine } from './engine/engine';
import { Line } from './line';
import { closed, lacking } from './room';
import type { AskOptions, Asked, Needs, Placement } from './types';

export const BUILT_IN = 'hail';

export interface PlacementParts {
  readonly config: Pick<ClusterConfig, 'view' | 'reservations' | 'onCommit'>;
  readonly live: LiveView;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly engine: Engine;
  readonly programs: AllocatorPrograms;
  /** Told how long each answer of the built-in allocator took, with the wait for others before it. */
  readonly onAnswer?: (asked: { readonly type: RequestJson['type']; readonly template: string }, seconds: number) => void;
}

/** What an allocator chooses may be gone when it has answered; then it is asked again, so often. */
const attempts = 5;

export function createPlacement({ config, live, clock, engine, programs, onAnswer = () => undefined }: PlacementParts): Placement {
  const claims: Claims = new Claims((claim) => feed.claimChanged(claim));
  const feed = new ClusterFeed({ config, live, claims, clock, tell: (changes) => engine.tell(changes) });
  const parts = { config, live, claims };
  const stop = config.reservations.onReleased((job) => claims.releaseJob(job));
  const line = new Line();

  async function builtIn(request: RequestJson, { ignoreSoft, ignorePolicy }: AskOptions): Promise<AllocatorAnswer> {
    const { default_iallocator: byDefault, default_iallocator_params: params } = config.view.cluster();
    const options = { ...(byDefault === BUILT_IN || byDefault === '' ? builtInOptions(params) : {}) };
    if (ignoreSoft === true) options.ignoreSoft = true;
    if (ignorePolicy === true) options.ignorePolicy = true;
    await feed.flush();
    try {
      return await engine.ask(request, options);
    } catch (error) {
      if (error instanceof Error && error.name === 'DataError') throw new OpExecError(`Allocator ${BUILT_IN} cannot answer: ${error.message}`);
      throw error;
    }
  }

  async function program(request: RequestJson, { allocator, signal }: Asked): Promise<string> {
    const { default_iallocator: byDefault, default_iallocator_params: params } = config.view.cluster();
    return programs.run(allocator, allocator === byDefault ? params : {}, await allocatorInput(parts, protocol(request)), signal);
  }

  async function ask(request: RequestJson, options: AskOptions): Promise<AllocatorAnswer> {
    try {
      if (options.allocator !== BUILT_IN) return readAnswer(await program(request, options), request, config.view);
      return checkAnswer(await builtIn(request, options), request, config.view);
    } catch (error) {
      if (error instanceof WrongAnswer) throw new OpExecError(`Allocator ${options.allocator} answered ${error.message}; nothing is done`);
      throw error;
    }
  }

  /** Asks until what is answered can be claimed, and claims it. Of the built-in allocator, one after the other: each sees what those before have got. */
  function choose(request: RequestJson, needs: Needs, options: AskOptions, toClaim: (nodes: readonly string[]) => Claim): Promise<readonly string[]> {
    const { allocator, signal } = options;
    const once = async (): Promise<readonly string[]> => {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await ask(request, options);
        signal?.throwIfAborted();
        if (!answer.success) throw new OpPrereqError(`Allocator ${allocator} finds no place: ${answer.info}`, 'insufficient_resources');
        const nodes = (answer.result as readonly string[]).map((name) => config.view.node(name)?.uuid ?? name);
        const claim = toClaim(nodes);
        const problem = problemOf(claim);
        if (problem === null) {
          claims.set(claim);
          return nodes;
        }
        if (attempt === attempts) throw new OpPrereqError(`Allocator ${allocator} chose a place that is not there: ${problem}`, 'insufficient_resources');
      }
    };
    if (allocator !== BUILT_IN) return once();
    const began = clock.now();
    return line.next(async () => {
      signal?.throwIfAborted();
      const nodes = await once();
      onAnswer({ type: request.type, template: needs.template }, clock.now() - began);
      return nodes;
    });
  }

  function problemOf(claim: Claim): string | null {
    for (const node of claim.nodes) {
      const why = closed(parts, node) ?? lacking(parts, claim, node);
      if (why !== null) return `node ${config.view.get('node', node)?.name ?? node}: ${why}`;
    }
    return null;
  }

  const request: Placement['request'] = (needs, group) => ({
    type: 'allocate',
    name: needs.name,
    required_nodes: nodeCount(needs.template) === 2 ? 2 : 1,
    disk_space_total: diskUsage(needs.template, needs.disks.map(({ size }) => size)),
    disks: needs.disks,
    disk_template: needs.template,
    group_name: group === null ? null : (config.view.get('nodegroup', group)?.name ?? group),
    hypervisor: needs.hypervisor,
    memory: needs.memory,
    vcpus: needs.vcpus,
    spindle_use: needs.spindleUse,
    os: needs.os,
    tags: needs.tags,
    nics: needs.nics,
    node_whitelist: null,
    space: spaceOf(needs),
  });

  void feed.flush().then(() => engine.warm()).catch(() => undefined);

  return {
    place: (claimant, needs, { group, ...options }) =>
      choose(request(needs, group), needs, options, (nodes) => ({ ...claimant, needs, nodes, kind: 'new' })),

    async relocate(claimant, needs, { from, ...options }) {
      const names = from.flatMap((uuid) => config.view.get('node', uuid)?.name ?? []);
      const asked: RequestJson = { type: 'relocate', name: needs.name, relocate_from: names, required_nodes: 1, disk_space_total: diskUsage(needs.template, needs.disks.map(({ size }) => size)) };
      const [node = ''] = await choose(asked, needs, options, (nodes) => ({ ...claimant, needs, nodes, kind: 'move' }));
      return node;
    },

    claimed: (claimant) => claims.get(claimant)?.nodes,

    problem(claimant) {
      const claim = claims.get(claimant);
      return claim === undefined ? 'nothing has been claimed' : problemOf(claim);
    },

    claim(claimant, needs: Needs, nodes) {
      const claim: Claim = { ...claimant, needs, nodes, kind: 'new' };
      for (const uuid of nodes) {
        const node = config.view.get('node', uuid);
        if (node === undefined) continue;
        if (live.node(uuid).resources === null) {
          throw new OpPrereqError(`Node ${node.name} has not reported what it has free; is its node daemon running?`, 'internal_error');
        }
        const missing = lacking(parts, claim, uuid);
        if (missing !== null) throw new OpPrereqError(`Node ${node.name} has no room for instance ${needs.name}: ${missing}`, 'insufficient_resources');
      }
      claims.set(claim);
    },

    hold: (claimant, needs, nodes) => claims.set({ ...claimant, needs, nodes, kind: 'new' }),
    release: (claimant) => claims.delete(claimant),
    ask,
    input: (asked) => allocatorInput(parts, protocol(asked)),
    request,
    allocatorProblem: async (name, params = {}) => (name === BUILT_IN ? builtInProblem(params) : programs.problem(name)),

    async study(study) {
      await feed.flush();
      return engine.study(study);
    },

    async close() {
      stop();
      feed.close();
      await engine.close();
    },
  };
}

/** The request without what is ours. */
function protocol(request: RequestJson): RequestJson {
  if (request.type === 'allocate') return withoutSpace(request);
  return request.type === 'multi-allocate' ? { ...request, instances: request.instances.map(withoutSpace) } : request;
}

const withoutSpace = <T extends { readonly space?: unknown }>({ space: _, ...request }: T): Omit<T, 'space'> => request;
