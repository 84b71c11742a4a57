/** Running an operation's hook scripts on nodes, before and after it. */
import { HooksAbort, HooksFailure } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import type { CheckContext, HooksSpec } from './logical-unit';
import type { Steps } from './steps';

export interface HooksRun {
  readonly steps: Steps;
  readonly config: ClusterConfig;
  readonly opId: string;
  readonly spec: Omit<HooksSpec, 'postEnvironment'>;
  readonly log: (message: string) => void;
}

export interface ConfigHooksRun extends Pick<HooksRun, 'config' | 'opId'> {
  /** Hooks of the operation itself; null: it has none. */
  readonly spec: HooksRun['spec'] | null;
  readonly cx: Pick<CheckContext, 'read' | 'log'>;
}

/** [node name, script, output] */
type Failure = readonly [string, string, string];

export interface HooksOutcome {
  /** By name of the node. */
  readonly failures: readonly Failure[];
  /** Nodes that did not answer, and why. */
  readonly silent: readonly (readonly [node: string, reason: string])[];
}

/**
 * Throws HooksAbort when a script refuses, HooksFailure when no node could be asked. Nodes that are offline or do not answer are
 * passed over with a warning. Once it is over, a resumed run does not ask again: what was started must not be refused any more.
 */
export async function runPreHooks(hooks: HooksRun): Promise<void> {
  const { steps, spec } = hooks;
  if (spec.preNodes.length === 0 || steps.journal.steps.has('hooks:pre')) return;
  const { failures, silent } = await runAll(hooks, 'pre', spec.preNodes, environment(hooks, 'pre'));
  for (const text of silent.map(notRun('pre'))) hooks.log(text);
  if (silent.length === new Set(spec.preNodes).size) {
    throw new HooksFailure(`The pre hooks of ${spec.path} could not be run on any node; these do not answer: ${silent.map(([node]) => node).join(', ')}`);
  }
  if (failures.length > 0) throw new HooksAbort(failures);
  await steps.record('hooks:pre', () => true);
}

const notRun = (phase: string) => ([node, reason]: HooksOutcome['silent'][number]): string => `WARNING: ${phase} hooks could not be run on ${node}: ${reason}`;

/** Failures are only logged: the operation is done. `quiet`: not even that. */
export async function runPostHooks(hooks: HooksRun, after: Readonly<Record<string, string>>, quiet = false): Promise<HooksOutcome> {
  const { spec, log } = hooks;
  const post = Object.fromEntries(Object.entries(after).map(([name, value]) => [`GANETI_POST_${name}`, value]));
  const outcome = await runAll(hooks, 'post', spec.postNodes, { ...environment(hooks, 'post'), ...post });
  if (quiet) return outcome;
  for (const text of outcome.silent.map(notRun('post'))) log(text);
  for (const [node, script, output] of outcome.failures) log(`WARNING: post hook ${script} failed on ${node}: ${output}`);
  return outcome;
}

/**
 * The configuration has been changed: scripts of path config-update on the master are told, with what the operation's own were told
 * before it. Nothing comes of what they answer.
 */
export async function runConfigHooks({ config, opId, spec, cx }: ConfigHooksRun): Promise<void> {
  const master = config.view.cluster().master_node;
  const known = spec ?? { objectType: 'CLUSTER', environment: {} };
  const told = environment({ config, opId, spec: { ...known, path: 'config-update' } }, 'post');
  try {
    const { results } = await cx.read(master, 'Hooks.Run', { path: 'config-update', phase: 'post', environment: told });
    for (const { script, status, output } of results) if (status === 'fail') cx.log(`WARNING: hook config-update/${script} failed: ${output}`);
  } catch (error) {
    cx.log(`WARNING: hooks of config-update could not be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function runAll(
  { steps, config, spec, log }: HooksRun,
  phase: 'pre' | 'post',
  nodes: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<HooksOutcome> {
  const failures: Failure[] = [];
  const silent: [string, string][] = [];
  const asked = [...new Set(nodes)];
  await Promise.all(
    asked.map(async (uuid) => {
      const node = config.view.get('node', uuid);
      const name = node?.name ?? uuid;
      if (node?.offline === true) {
        log(`WARNING: ${phase} hooks are not run on ${name}: it is marked offline`);
        return;
      }
      try {
        const { results } = await steps.call(
          `hooks:${phase}:${uuid}`,
          uuid,
          'Hooks.Run',
          { path: spec.path, phase, environment: env },
          { quiet: true },
        );
        for (const { script, status, output } of results) if (status === 'fail') failures.push([name, script, output]);
      } catch (error) {
        if (steps.cut) throw error;
        silent.push([name, error instanceof Error ? error.message : String(error)]);
      }
    }),
  );
  const byNode = <T extends readonly string[]>(list: T[]): T[] => list.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return { failures: byNode(failures), silent: byNode(silent) };
}

function environment({ config, opId, spec }: Pick<HooksRun, 'config' | 'opId'> & { readonly spec: Pick<HooksSpec, 'path' | 'objectType' | 'environment'> }, phase: string): Record<string, string> {
  const own = Object.fromEntries(Object.entries(spec.environment).map(([name, value]) => [`GANETI_${name}`, value]));
  const cluster = config.initialised ? config.view.cluster() : undefined;
  return {
    ...own,
    PATH: '/sbin:/bin:/usr/sbin:/usr/bin',
    GANETI_HOOKS_VERSION: '2',
    GANETI_OP_CODE: opId,
    GANETI_HOOKS_PHASE: phase,
    GANETI_HOOKS_PATH: spec.path,
    GANETI_OBJECT_TYPE: spec.objectType,
    GANETI_CLUSTER: cluster?.cluster_name ?? '',
    GANETI_MASTER: cluster === undefined ? '' : (config.view.get('node', cluster.master_node)?.name ?? ''),
  };
}
