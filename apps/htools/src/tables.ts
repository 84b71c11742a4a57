/** Lists of nodes, instances and metrics. Columns of nodes have the names of Ganeti's tools (htools(1), "--print-nodes"). */
import type { ClusterModel, MetricValue } from '@ganeti/master-allocator';
import { R, isRunning } from '@ganeti/master-allocator';
import { UsageError } from './options';
import { print } from './program';

type Column = (model: ClusterModel, node: number) => string;

const fixed = (digits: number, value: (model: ClusterModel, node: number) => number): Column => (model, node) => value(model, node).toFixed(digits);
const gib = (mib: number): number => Math.floor(mib / 1024);
const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

const COLUMNS: Readonly<Record<string, readonly [title: string, Column]>> = {
  status: ['F', (model, node) => (model.online[node] !== 1 ? '-' : model.failsN1(node) ? '*' : ' ')],
  name: ['Name', (model, node) => model.nodes[node]?.name ?? ''],
  tmem: ['t_mem', fixed(0, (model, node) => model.nodes[node]?.memTotal ?? 0)],
  nmem: ['n_mem', fixed(0, (model, node) => model.nodes[node]?.memNode ?? 0)],
  imem: ['i_mem', fixed(0, (model, node) => instanceMemory(model, node))],
  xmem: ['x_mem', fixed(0, (model, node) => model.unaccounted[node] ?? 0)],
  fmem: ['f_mem', fixed(0, (model, node) => model.nodes[node]?.memFree ?? 0)],
  umem: ['u_mem', fixed(0, (model, node) => model.memFree(node))],
  rmem: ['r_mem', fixed(0, (model, node) => model.reserved[node] ?? 0)],
  tdsk: ['t_dsk', fixed(0, (model, node) => gib(model.nodes[node]?.diskTotal ?? 0))],
  fdsk: ['f_dsk', fixed(0, (model, node) => gib(model.row(node, R.diskFree)))],
  pcpu: ['pcpu', fixed(0, (model, node) => model.nodes[node]?.cpus ?? 0)],
  vcpu: ['vcpu', fixed(0, (model, node) => model.row(node, R.cpu))],
  pcnt: ['pcnt', fixed(0, (model, node) => model.primaries[node] ?? 0)],
  scnt: ['scnt', fixed(0, (model, node) => model.secondaries[node] ?? 0)],
  pfmem: ['p_fmem', fixed(4, (model, node) => ratio(model.memFree(node), model.nodes[node]?.memTotal ?? 0))],
  pfdsk: ['p_fdsk', fixed(4, (model, node) => ratio(model.row(node, R.diskFree), model.nodes[node]?.diskTotal ?? 0))],
  rcpu: ['r_cpu', fixed(2, (model, node) => ratio(model.row(node, R.cpu), model.nodes[node]?.cpus ?? 0))],
  cload: ['lCpu', fixed(3, (model, node) => model.row(node, R.cpuLoad))],
  mload: ['lMem', fixed(3, (model, node) => model.row(node, R.memLoad))],
  dload: ['lDsk', fixed(3, (model, node) => model.row(node, R.diskLoad))],
  nload: ['lNet', fixed(3, (model, node) => model.row(node, R.netLoad))],
};

/** `fields`: nothing for the usual ones, `a,b` for these, `+a,b` for these too. */
export function nodeTable(model: ClusterModel, fields: string): string[] {
  const named = fields.replace(/^\+/, '').split(',').filter(Boolean);
  const wanted = fields === '' ? Object.keys(COLUMNS) : fields.startsWith('+') ? [...Object.keys(COLUMNS), ...named] : named;
  const columns = wanted.map((name) => COLUMNS[name] ?? unknownField(name));
  return table(columns.map(([title]) => title), model.nodes.map((_, node) => columns.map(([, value]) => value(model, node))), new Set(['Name']));
}

function unknownField(name: string): never {
  throw new UsageError(`there is no field ${name}; there are ${Object.keys(COLUMNS).join(', ')}`);
}

function instanceMemory(model: ClusterModel, node: number): number {
  let used = 0;
  for (const instance of model.primariesOf[node] ?? []) used -= model.asPrimary[instance * R.count + R.memFree] ?? 0;
  return used;
}

export function instanceTable(model: ClusterModel): string[] {
  const titles = ['F', 'Name', 'Pri_node', 'Sec_node', 'Auto_bal', 'vcpu', 'mem', 'dsk'];
  const nameOf = (node: number | undefined): string => model.nodes[node ?? -1]?.name ?? '';
  const rows = model.instances.map((data, i) => [
    isRunning(data) ? 'R' : ' ', data.name, nameOf(model.primaryOf[i]), nameOf(model.secondaryOf[i]), data.autoBalance ? 'Y' : 'N',
    String(data.vcpus), String(data.memory), String(gib(data.disk)),
  ]);
  return table(titles, rows, new Set(['Name', 'Pri_node', 'Sec_node', 'Auto_bal']));
}

export function metricTable(report: readonly MetricValue[]): string[] {
  return table(['Field', 'Value', 'Weight'], report.map(({ name, value, weight }) => [name, value.toFixed(8), `x${weight.toFixed(2)}`]), new Set(['Field']));
}

export function table(titles: readonly string[], rows: readonly (readonly string[])[], left: ReadonlySet<string>): string[] {
  const widths = titles.map((title, i) => rows.reduce((width, row) => Math.max(width, row[i]?.length ?? 0), title.length));
  return [titles, ...rows].map((row) =>
    ` ${row.map((cell, i) => (left.has(titles[i] ?? '') ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' ')}`.trimEnd(),
  );
}

export function printTables(model: ClusterModel, what: string, nodes: string | undefined, instances: boolean): void {
  if (instances) for (const line of [`${what}: instances`, ...instanceTable(model), '']) print(line);
  if (nodes !== undefined) for (const line of [`${what}: nodes`, ...nodeTable(model, nodes), '']) print(line);
}
