/** Bodies as clients of the seed's time send them, by the facts about it that lie beside the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { restOperations, type RestOperation } from './index';
import { samples } from './testing/type-samples';

const dir = process.env['GANETI_REFERENCE'] ?? new URL('../../../../shared/reference', import.meta.url).pathname;
const present = existsSync(`${dir}/seed_rapi.json`);
const withReference = present ? describe : describe.skip;

interface SeedParam {
  in: string;
  name: string;
  type: string;
}
interface Seed {
  resources: { uri: string; methods: { method: string; params: SeedParam[] }[] }[];
}
const seed = (present ? JSON.parse(readFileSync(`${dir}/seed_rapi.json`, 'utf8')) : { resources: [] }) as Seed;

/** What the seed took and today's form does not, and why. */
const changes = 'Any list was taken, and its items were looked at by the job; they are looked at at once.';
const empty = 'An empty text named nothing, and failed in the job.';
const gone: Readonly<Record<string, string>> = {
  'POST /2/groups name': empty,
  'POST /2/instances dry_run': 'The query says it (`dry-run`); in the body it contradicted the query and was refused.',
  'POST /2/instances hypervisor': 'Any text was taken, and an unknown hypervisor failed in the job.',
  'POST /2/instances os': empty,
  'POST /2/instances/[instance_name]/disk/[disk_index]/grow amount': 'A disk cannot shrink; it failed in the job.',
  'POST /2/instances/[instance_name]/reinstall os': empty,
  'POST /2/instances/[instance_name]/replace-disks iallocator': empty,
  'POST /2/instances/[instance_name]/replace-disks remote_node': empty,
  'PUT /2/groups/[group_name]/rename new_name': empty,
  'PUT /2/instances/[instance_name]/modify disks': changes,
  'PUT /2/instances/[instance_name]/modify nics': changes,
  'PUT /2/modify add_uids': changes,
  'PUT /2/modify nicparams': 'Only parameters of NICs are taken.',
  'PUT /2/modify remove_uids': changes,
  'PUT /2/modify uid_pool': changes,
};

const anonymous = (path: string) => path.replace(/\{[^}]*\}|\[[^\]]*\]/g, '[]');
const operations = new Map(restOperations().map((each) => [`${each.method} ${anonymous(each.path)}`, each]));

/** The type as the language of samples has it; null: told in words only. */
function typeOf(text: string): string | null {
  const known = text
    .replace('maybe<all<list<any>,length<2>,item0<enum<add|remove>>>>', 'maybe<any>')
    .replace(/all<(enum<[^>]*>),[\w-]+>/g, '$1')
    .replaceAll('nonempty_list<', 'list<')
    .replaceAll('dict<any,', 'dict<string,')
    .replace(/^dict$/, 'dict<string,any>');
  return /all<| or |bare |length/.test(known) ? null : known;
}

/** Good values of the seed that are refused now. */
function refused({ body = {}, opcode }: RestOperation, { name, type }: SeedParam): unknown[] {
  const param = Object.entries(body).find(([own, { alias }]) => own === name || alias === name)?.[1];
  if (param === undefined) return ['has no such member'];
  const taken = (value: unknown): boolean => {
    const given = { [name]: value };
    const params = opcode?.binding.finish?.(given) ?? given;
    return !Object.hasOwn(params, name) || param.schema.safeParse(params[name]).success;
  };
  const known = typeOf(type);
  return known === null ? [] : samples(known).good.filter((value) => !taken(value));
}

withReference('a body of the seed', () => {
  const cases = seed.resources.flatMap(({ uri, methods }) =>
    methods.map(({ method, params }) => [`${method} ${uri}`, params.filter((param) => param.in === 'body')] as const),
  );
  const found = cases.flatMap(([at, params]) => {
    const operation = operations.get(anonymous(at));
    if (operation === undefined) return [at];
    return params.flatMap((param) => {
      const name = param.name.split(' ')[0] ?? '';
      const values = operation.jsonBody === undefined ? refused(operation, { ...param, name }) : [];
      return values.length === 0 ? [] : [`${at} ${name}`];
    });
  });

  it('is taken, except for what is listed', () => {
    expect(cases.length).toBe(55);
    expect(found.sort()).toEqual(Object.keys(gone).sort());
  });
});
