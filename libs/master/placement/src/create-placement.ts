import { OpPrereqError } from '@ganeti/errors';
import type { AllocatorAnswer, RequestJson } from '@ganeti/master-allocator';
import type { ClusterConfig } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import { diskUsage, nodeCount } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import { builtInProblem } from './allocators/built-in-params';
import type { AllocatorPrograms } from './allocators/programs';
import { Asking, BUILT_IN } from './asking';
import { Claims, spaceOf, type Claim } from './claims';
import { ClusterFeed } from './cluster/feed';
import type { Engine } from './engine/engine';
import { Line } from './line';
import { Promises } from './promises';
import { closed, lacking } from './room';
import type { AskOptions, Needs, PlacedMany, Placement } from './types';

export interface PlacementParts {
  readonly config: Pick<ClusterConfig, 'view' | 'reservations' | 'onCommit'>;
  readonly live: LiveView;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly engine: Engine;
  readonly programs: AllocatorPrograms;
  /** Told how long the built-in allocator took to choose nodes for an instance, with the wait for others before it. */
  readonly onAnswer?: (asked: { readonly type: RequestJson['type']; readonly template: string }, seconds: number) => void;
}

/** What an allocator chooses may be gone when it has answered; then it is asked again, so often. */
const attempts = 5;

export function createPlacement({ config, live, clock, engine, programs, onAnswer = () => undefined }: PlacementParts): Placement {
  const claims: Claims = new Claims((claim) => feed.claimChanged(claim));
  const feed = new ClusterFeed({ config, live, claims, clock, tell: (changes) => engine.tell(changes) });
  const parts = { config, live, claims };
  const asking = new Asking({ ...parts, feed, engine, programs });
  const promises = new Promises(claims, clock);
  const stop = config.reservations.onReleased((job) => claims.releaseJob(job));
  const line = new Line();
  const uuidOf = (name: string): string => config.view.node(name)?.uuid ?? name;

  /** Of the built-in allocator, one after the other: each sees what those before have got. A program may take its time, and holds nobody up. */
  function inLine<T>({ allocator, signal }: AskOptions, work: () => Promise<T>): Promise<T> {
    if (allocator !== BUILT_IN) return work();
    return line.next(() => {
      signal?.throwIfAborted();
      return work();
    });
  }

  /** Asks until `take` finds nothing wrong with the answer (null) and has claimed what it says. */
  async function askUntil(request: RequestJson, options: AskOptions, take: (result: unknown) => string | null): Promise<AllocatorAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await asking.ask(request, options);
      options.signal?.throwIfAborted();
      if (!answer.success) throw new OpPrereqError(`Allocator ${options.allocator} finds no place: ${answer.info}`, 'insufficient_resources');
      const problem = take(answer.result);
      if (problem === null) return answer;
      if (attempt === attempts) throw new OpPrereqError(`Allocator ${options.allocator} chose a place that is not there: ${problem}`, 'insufficient_resources');
    }
  }

  async function choose(request: RequestJson, options: AskOptions, toClaim: (nodes: readonly string[]) => Claim): Promise<readonly string[]> {
    const began = clock.now();
    let claim: Claim | undefined;
    await inLine(options, () =>
      askUntil(request, options, (result) => {
        claim = toClaim([result as string | readonly string[]].flat().map(uuidOf));
        const problem = problemOf(claim);
        if (problem === null) claims.set(claim);
        return problem;
      }),
    );
    if (options.allocator === BUILT_IN) onAnswer({ type: request.type, template: claim?.needs.template ?? '' }, clock.now() - began);
    return claim?.nodes ?? [];
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
    place: (claimant, needs, { group, ...options }) => choose(request(needs, group), options, (nodes) => ({ ...claimant, needs, nodes, kind: 'new' })),

    async placeMany(wanted, { keep, ...options }) {
      const asked: RequestJson = { type: 'multi-allocate', instances: wanted.map(({ needs, group }) => request(needs, group)) };
      const needsOf = new Map(wanted.map(({ needs }) => [needs.name, needs]));
      const { result } = await inLine(options, () =>
        askUntil(asked, options, (answered) => {
          const placed = (answered as PlacedMany)[0].map(([name, nodes]) => promises.claim(needsOf.get(name) as Needs, nodes.map(uuidOf)));
          const problem = promises.hold(placed, problemOf);
          if (!keep) promises.drop(placed);
          return problem;
        }),
      );
      return result as PlacedMany;
    },

    async relocate(claimant, needs, { from, ...options }) {
      const names = from.flatMap((uuid) => config.view.get('node', uuid)?.name ?? []);
      const asked: RequestJson = { type: 'relocate', name: needs.name, relocate_from: names, required_nodes: 1, disk_space_total: diskUsage(needs.template, needs.disks.map(({ size }) => size)) };
      const [node = ''] = await choose(asked, options, (nodes) => ({ ...claimant, needs, nodes, kind: 'move' }));
      return node;
    },

    async addSecondary(claimant, needs, options) {
      const asked: RequestJson = { type: 'allocate-secondary', name: needs.name };
      const [node = ''] = await choose(asked, options, (nodes) => ({ ...claimant, needs, nodes, kind: 'move' }));
      return node;
    },

    claimed: (claimant) => claims.get(claimant)?.nodes,

    problem(claimant) {
      const claim = claims.get(claimant);
      return claim === undefined ? 'nothing has been claimed' : problemOf(claim);
    },

    claim(claimant, needs, nodes) {
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
    ask: (asked, options) => asking.ask(asked, options),
    input: (asked) => asking.input(asked),
    request,
    allocatorProblem: async (name, params = {}) => (name === BUILT_IN ? builtInProblem(params) : programs.problem(name)),

    async study(study) {
      await feed.flush();
      return engine.study(study);
    },

    async close() {
      stop();
      promises.close();
      feed.close();
      await engine.close();
    },
  };
}
