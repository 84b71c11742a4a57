/** Questions in the filter language: right ones, and ones that only look so. */
import type { Random } from '../random';
import { strange } from '../values';

const names: Readonly<Record<string, readonly string[]>> = {
  instance: ['name', 'status', 'be/vcpus', 'tags', 'pnode', 'disk.sizes', 'hvparams', 'uuid', 'oper_ram', 'admin_state', 'nic.macs', 'console'],
  node: ['name', 'role', 'mfree', 'offline', 'tags', 'group', 'pinst_list', 'ndparams'],
  group: ['name', 'node_cnt', 'alloc_policy', 'ipolicy'],
  network: ['name', 'network', 'free_count', 'map'],
  job: ['id', 'status', 'ops', 'summary', 'received_ts', 'opresult', 'priority'],
  lock: ['name', 'mode', 'owner', 'pending'],
};

export function fieldsOf(kind: string, random: Random): string[] {
  const known = names[kind] ?? ['name', 'uuid'];
  return Array.from({ length: 1 + random.int(5) }, () => (random.chance(0.1) ? random.pick(['zzz', '', '__proto__', 'be/zzz', 'nic.mac/99', 'disk.size/-1', 'x'.repeat(300)]) : random.pick(known)));
}

export function filterOf(kind: string, random: Random, depth = 0): unknown {
  const field = (): unknown => (random.chance(0.1) ? strange(random, 3) : random.pick(names[kind] ?? ['name']));
  const value = (): unknown => random.pick<unknown>(['running', 'plain1.example.com', 1, 0, -1, true, null, 2 ** 60, 1.5, 'zzz', [], ['a']]);
  const inner = (): unknown => filterOf(kind, random, depth + 1);
  if (depth > 4) return ['?', field()];
  return random.pick<() => unknown>([
    () => ['=', field(), value()],
    () => [random.pick(['<', '<=', '>', '>=', '!=', '==']), field(), value()],
    () => ['?', field()],
    () => ['=[]', field(), value()],
    () => ['=~', field(), random.pick(['^p', '(', '(a+)+$', '[', '\\', '.*'.repeat(50), '(?=x)', '\\1', 'x{1000}{1000}', '\u0000'])],
    () => ['!', inner()],
    () => [random.pick(['&', '|']), ...Array.from({ length: random.int(4) }, inner)],
    () => strange(random),
    () => Array.from({ length: 1 + random.int(200) }).reduce((all) => ['!', all], ['?', 'name'] as unknown),
  ])();
}
