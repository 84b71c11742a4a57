/** What balance, capacity, check and rolling reboots answered, for people. */
import type { Printer } from './results';

interface Step {
  readonly instance: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly score: number;
  readonly notation: string;
}
interface BalancedGroup {
  readonly group: string;
  readonly initial: number;
  readonly final: number;
  readonly steps: readonly Step[];
  readonly sets: readonly (readonly number[])[];
}

const balance: Printer = (result, { execute }) => {
  const { groups } = result as { groups: readonly BalancedGroup[] };
  const lines = groups.flatMap(({ group, initial, final, steps, sets }) => [
    steps.length === 0 ? `Group ${group}: score ${score(initial)}, no move makes it better` : `Group ${group}: score ${score(initial)} -> ${score(final)} in ${steps.length} moves`,
    ...sets.flatMap((set, index) => [
      `  Set ${index + 1}: ${set.length} ${set.length === 1 ? 'job' : 'jobs, which run together'}`,
      ...set.flatMap((at) => {
        const step = steps[at];
        return step === undefined ? [] : [`    ${step.instance}: ${step.from.join(':')} -> ${step.to.join(':')}  score ${score(step.score)}  (${step.notation})`];
      }),
    ]),
  ]);
  const moves = groups.reduce((sum, { steps }) => sum + steps.length, 0);
  return execute === true || moves === 0 ? lines : [...lines, 'Nothing was changed; --exec makes these moves.'];
};

interface Filled {
  readonly tiers: readonly { readonly spec: Spec; readonly count: number }[];
  readonly count: number;
  readonly final: Readonly<Record<string, number>>;
  readonly refused: readonly (readonly [string, number])[];
}
interface Spec {
  readonly memory: number;
  readonly disk: number;
  readonly cpus: number;
}

const capacity: Printer = (result) => {
  const { disk_template: template, initial, standard, tiered, spec } = result as {
    disk_template: string;
    initial: Readonly<Record<string, number>>;
    standard: Filled;
    tiered: Filled;
    spec: { standard: Spec; largest: Spec };
  };
  const size = ({ memory, disk, cpus }: Spec): string => `${memory} MiB memory, ${disk} MiB disk, ${cpus} CPUs`;
  const rest = ({ final, refused }: Filled): string =>
    `  then used: memory ${percent(final['memInstances'], final['memTotal'])}, disk ${percent((final['diskTotal'] ?? 0) - (final['diskFree'] ?? 0), final['diskTotal'])}; most nodes are stopped by ${refused[0]?.[0] ?? 'nothing'}`;
  return [
    `Now: ${initial['nodes']} nodes, ${initial['instances']} instances, ${initial['memFree']} MiB memory and ${initial['diskFree']} MiB disk free`,
    `Instances of ${size(spec.standard)}, template ${template}: ${standard.count} more`,
    rest(standard),
    `In tiers, from ${size(spec.largest)}: ${tiered.count} more`,
    ...tiered.tiers.map(({ spec: tier, count }) => `  ${String(count).padStart(6)} of ${size(tier)}`),
    rest(tiered),
  ];
};

const problems = [
  ['failingN1', 'nodes that fail N+1'],
  ['conflicts', 'nodes with instances that exclude each other'],
  ['offlinePrimary', 'instances with an offline primary node'],
  ['offlineSecondary', 'instances with an offline secondary node'],
  ['notEvacuable', 'nodes whose instances find no room elsewhere'],
  ['affinity', 'broken affinity'],
] as const;
type Health = { readonly name: string; readonly score: number; readonly moves?: number } & { readonly [K in (typeof problems)[number][0]]: readonly string[] };

const check: Printer = (result) => {
  const { groups, balanced, split, healthy, needsRebalance, balancing } = result as {
    groups: readonly Health[];
    balanced: readonly Health[] | null;
    split: readonly string[];
    healthy: boolean;
    needsRebalance: boolean;
    balancing: { interval: number; max_moves: number } | null;
  };
  const found = (group: Health, indent: string): string[] =>
    problems.flatMap(([key, title]) => (group[key].length === 0 ? [] : [`${indent}${title}: ${group[key].slice(0, 5).join(', ')}${group[key].length > 5 ? ` and ${group[key].length - 5} more` : ''}`]));
  return [
    ...groups.flatMap((group, index) => {
      const after = balanced?.[index];
      return [`Group ${group.name}: score ${score(group.score)}`, ...found(group, '  '), ...(after === undefined ? [] : [`  balanced in ${after.moves} moves: score ${score(after.score)}`, ...found(after, '    ')])];
    }),
    ...(split.length === 0 ? [] : [`Instances in several groups: ${split.join(', ')}`]),
    healthy ? 'The placement is healthy.' : `The placement is not healthy${needsRebalance ? '; gnt cluster balance makes it better' : ''}.`,
    balancing === null ? 'Continuous balancing is off.' : `Continuous balancing: every ${balancing.interval} s, at most ${balancing.max_moves} moves of each group.`,
  ];
};

interface RebootGroup {
  readonly group: string;
  readonly sets: readonly { readonly nodes: readonly string[]; readonly moves: readonly { readonly instance: string; readonly from: string; readonly to: string }[] }[];
  readonly stuck: readonly { readonly node: string; readonly why: string }[];
}

const rollingReboot: Printer = (result, { execute }) => {
  const { groups } = result as { groups: readonly RebootGroup[] };
  const lines = groups.flatMap(({ group, sets, stuck }) => [
    `Group ${group}:`,
    ...sets.flatMap(({ nodes, moves }, index) => [`  Set ${index + 1}: ${nodes.join(', ')}`, ...moves.map(({ instance, from, to }) => `    ${instance} stays on ${to} meanwhile (from ${from})`)]),
    ...stuck.map(({ node, why }) => `  ${node} cannot be emptied: ${why}`),
  ]);
  return execute === true ? lines : [...lines, 'Nothing was changed; --exec reboots them.'];
};

export const placementPrinters: Readonly<Record<string, Printer>> = {
  OP_CLUSTER_BALANCE: balance,
  OP_CLUSTER_CAPACITY: capacity,
  OP_CLUSTER_CHECK: check,
  OP_NODE_ROLLING_REBOOT: rollingReboot,
};

const score = (value: number): string => value.toFixed(8);

function percent(part = 0, whole = 0): string {
  return `${(whole > 0 ? (100 * part) / whole : 0).toFixed(1)}%`;
}
