/** hspace: how many more instances fit. */
import { capacity, ClusterModel, DataError, isTemplate, parseUnits, type Capacity, type CapacityOptions, type ClusterData, type Spec } from '@ganeti/master-allocator';
import { capacityKeys } from './capacity-keys';
import { UsageError } from './options';
import { COMMON, complain, currentData, loadCluster, modelOptions, print, runProgram, save, wantsMachine } from './program';
import { nodeTable } from './tables';

runProgram({
  name: 'hspace',
  usage: '{-t FILE | -I FILE | --simulate SPEC} [OPTION...]',
  options: {
    ...COMMON,
    template: { long: 'disk-template', kind: 'value', value: 'TEMPLATE', doc: 'disk template of the instances' },
    spindleUse: { long: 'spindle-use', kind: 'value', value: 'N', doc: 'spindles each instance uses' },
    standard: { long: 'standard-alloc', kind: 'value', value: 'DISK,RAM,CPU', doc: 'size of the instances' },
    tiered: { long: 'tiered-alloc', kind: 'value', value: 'DISK,RAM,CPU', doc: 'largest size of the tiers' },
    limit: { short: 'l', long: 'max-length', kind: 'value', value: 'N', doc: 'at most so many instances' },
    independent: { long: 'independent-groups', kind: 'flag', doc: 'a group that fails N+1 does not keep others from being filled' },
    accept: { long: 'accept-existing-errors', kind: 'flag', doc: 'fill nodes although others fail N+1' },
  } as const,
  run(options) {
    const data = loadCluster(options);
    const policy = data.groups[0]?.ipolicy ?? data.ipolicy;
    const template = options.one('template') ?? policy['disk-templates'][0] ?? 'diskless';
    if (!isTemplate(template)) throw new UsageError(`"${template}" is no disk template`);
    const spindles = options.number('spindleUse');
    const max = policy.minmax[0]?.max ?? {};
    const min = policy.minmax[0]?.min ?? {};
    const specOf = (values: Readonly<Record<string, number>>): Spec => ({
      memory: values['memory-size'] ?? 128,
      disk: values['disk-size'] ?? 1024,
      cpus: values['cpu-count'] ?? 1,
      spindles: spindles ?? values['spindle-use'] ?? 1,
    });
    const fillable = withoutFailing(data, new ClusterModel(data, modelOptions(options)), options.has('independent'), options.has('accept'));
    const common: CapacityOptions = {
      template,
      limit: options.number('limit'),
      ignoreSoft: options.has('ignoreSoft'),
      noCapacityChecks: options.has('noCapacity'),
      ...fillable,
    };
    const largest = given(options.one('tiered'), spindles) ?? specOf(max);
    const usual = given(options.one('standard'), spindles) ?? specOf(policy.std);
    const tieredModel = new ClusterModel(data, modelOptions(options));
    const tiered = capacity(tieredModel, largest, true, { ...common, least: specOf(min) });
    save(options, 'tiered', () => currentData(data, tieredModel));
    const model = new ClusterModel(data, modelOptions(options));
    const standard = capacity(model, usual, false, common);
    save(options, 'alloc', () => currentData(data, model));
    if (options.has('nodes')) for (const line of nodeTable(model, options.one('nodes') ?? '')) complain(line);
    if (options.has('verbose')) for (const { name, nodes, spec } of standard.placed) complain(`${name} ${nodes.join(' ')} ${spec.memory} ${spec.disk} ${spec.cpus}`);
    if (wantsMachine(options)) for (const [key, value] of capacityKeys({ template, largest, usual, tiered, standard, data })) print(`HTS_${key}=${value}`);
    else tell(tiered, standard, largest, usual, template);
    return 0;
  },
});

/** A cluster that fails N+1 is not filled, unless told so. */
function withoutFailing(data: ClusterData, model: ClusterModel, independent: boolean, accept: boolean): Pick<CapacityOptions, 'only'> {
  if (accept) return {};
  const failing = new Set(model.nodes.flatMap(({ group }, node) => (model.online[node] === 1 && model.failsN1(node) ? [group] : [])));
  if (failing.size === 0) return {};
  const healthy = data.groups.filter(({ uuid, allocPolicy }) => !failing.has(uuid) && allocPolicy !== 'unallocable').map(({ uuid }) => uuid);
  return { only: independent ? healthy : [] };
}

function given(text: string | undefined, spindles: number | undefined): Spec | undefined {
  if (text === undefined) return undefined;
  const [disk, memory, cpus, ...more] = text.split(',');
  if (disk === undefined || memory === undefined || cpus === undefined || more.length > 0) throw new DataError(`"${text}" is no size; it is disk,memory,cpus, for example 100G,4g,2`);
  return { disk: parseUnits(disk), memory: parseUnits(memory), cpus: parseUnits(cpus), spindles: spindles ?? 1 };
}

function tell(tiered: Capacity, standard: Capacity, largest: Spec, usual: Spec, template: string): void {
  const size = ({ memory, disk, cpus }: Spec): string => `${memory} MiB memory, ${disk} MiB disk, ${cpus} CPUs`;
  const { initial } = standard;
  print(`Cluster: ${initial.nodes} nodes, ${initial.memTotal} MiB memory, ${initial.diskTotal} MiB disk, ${initial.cpus} CPUs (${initial.vcpus} virtual), ${initial.instances} instances`);
  const rest = ({ refused, final }: Capacity): void => {
    print(`  what stops most nodes: ${refused[0]?.[0] ?? 'nothing'}; score ${initial.score.toFixed(8)} -> ${final.score.toFixed(8)}`);
    print(`  used then: memory ${percent(final.memInstances, final.memTotal)}, disk ${percent(final.diskTotal - final.diskFree, final.diskTotal)}, virtual CPUs ${percent(final.vcpusUsed, final.vcpus)}`);
  };
  print(`Tiers, from ${size(largest)}, disk template ${template}:`);
  for (const { spec, count } of tiered.tiers) print(`  ${String(count).padStart(5)} of ${size(spec)}`);
  rest(tiered);
  print(`All of ${size(usual)}, disk template ${template}: ${standard.placed.length} instances`);
  rest(standard);
}

function percent(part: number, whole: number): string {
  return `${(whole > 0 ? (100 * part) / whole : 0).toFixed(2)}%`;
}
