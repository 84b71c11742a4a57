/** The definitions against the facts about Ganeti that lie beside the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { cliOptions, findOpcode, opcodes, parseParams, type OpcodeDefinition } from './index';

const dir = process.env['GANETI_REFERENCE'] ?? new URL('../../../../shared/reference', import.meta.url).pathname;
const present = existsSync(`${dir}/opcodes.json`);
if (!present) console.warn(`Comparison with Ganeti skipped: ${dir} is not there (set GANETI_REFERENCE)`);
const withReference = present ? describe : describe.skip;
const read = (name: string) => (present ? JSON.parse(readFileSync(`${dir}/${name}`, 'utf8')) : {});

interface ReferenceParam {
  name: string;
  type: string;
  required: boolean;
  default?: unknown;
  rapi_alias?: string;
}
interface ReferenceOpcode {
  op_id: string;
  summary_field: string | null;
  params: ReferenceParam[];
}

/** Values a type of the reference takes, and values it does not. */
interface Samples {
  good: unknown[];
  bad: unknown[];
}

/** `dict<string,list<int>>` is ["dict", ["string", "list<int>"]]. */
function parseType(text: string): [string, string[]] {
  const open = text.indexOf('<');
  if (open < 0) return [text, []];
  const inner = text.slice(open + 1, -1);
  const separator = text.startsWith('enum<') ? '|' : ',';
  const args = [''];
  let depth = 0;
  for (const char of inner) {
    if (char === '<') depth += 1;
    if (char === '>') depth -= 1;
    if (char === separator && depth === 0) args.push('');
    else args[args.length - 1] += char;
  }
  return [text.slice(0, open), args];
}

function samples(type: string): Samples {
  const [name, args] = parseType(type);
  const [first = 'any', second = 'any'] = args;
  switch (name) {
    case 'any':
      return { good: [null, 1, 'x', [1], { a: 1 }], bad: [] };
    case 'bool':
      return { good: [true, false], bad: [0, 1, 'true', null, []] };
    case 'int':
      return { good: [0, -5, 7], bad: [1.5, '1', null, true] };
    case 'nonnegint':
      return { good: [0, 7], bad: [-1, 1.5, '1', null] };
    case 'posint':
      return { good: [1, 7], bad: [0, -1, '1', null] };
    case 'float':
      return { good: [0, 1, 1.5, -2], bad: ['1', null, true] };
    case 'string':
      return { good: ['', 'x'], bad: [1, null, true, ['x']] };
    case 'nonemptystring':
      return { good: ['x'], bad: ['', 1, null] };
    case 'diskindex':
      return { good: [0, 15], bad: [-1, 16, '0', 0.5, null] };
    case 'nicparams':
      return { good: [{}, { mac: 'auto', ip: null }], bad: [{ zzz: 'x' }, { mac: 1 }, [], null] };
    case 'diskparams':
      return {
        good: [{}, { size: 10, vg: 'x', custom: 'y' }],
        bad: [{ vg: '' }, { size: null }, { size: 1.5 }, [], 'x'],
      };
    case 'maybe': {
      const inner = samples(first);
      return { good: [null, ...inner.good], bad: inner.bad.filter((value) => value !== null) };
    }
    case 'list':
    case 'set': {
      const inner = samples(first);
      const twice = inner.good.slice(0, 1).flatMap((value) => [value, value]);
      return {
        good: [[], ...inner.good.map((value) => [value])],
        bad: [...inner.bad.map((value) => [value]), 'x', 1, null, ...(name === 'set' ? [twice] : [])],
      };
    }
    case 'dict': {
      const inner = samples(second);
      return {
        good: [{}, ...inner.good.map((a) => ({ a }))],
        bad: [...inner.bad.map((a) => ({ a })), [], 'x', 1, null],
      };
    }
    case 'private':
    case 'secret':
      return samples(first);
    case 'enum':
      return { good: args, bad: ['zzz', 1, null] };
    case 'tuple': {
      const parts = args.map(samples);
      const good = parts.map((part) => part.good[0]);
      return { good: [good], bad: [[...good, 1], good.slice(1), [], 'x'] };
    }
    case 'union': {
      const parts = args.map(samples);
      // What one variant refuses, another may take.
      return { good: parts.flatMap((part) => part.good), bad: [true] };
    }
    default:
      throw new Error(`type ${name} of the reference is not known to this test`);
  }
}

withReference('opcodes as Ganeti has them', () => {
  const reference = (read('opcodes.json').opcodes ?? []) as ReferenceOpcode[];
  const byId = new Map(reference.map((opcode) => [opcode.op_id, opcode]));
  const ours = [...opcodes.values()].filter((definition) => definition.own !== true);

  it.each(ours.map((definition) => [definition.id, definition] as const))('%s', (id, definition) => {
    const theirs = byId.get(id);
    if (theirs === undefined) throw new Error(`${id} is not in Ganeti; mark it as own`);
    expect(definition.summary ?? null).toBe(theirs.summary_field);
    const ownAdditions = Object.entries(definition.params)
      .filter(([, param]) => /own addition/.test(param.doc))
      .map(([name]) => name);
    expect(Object.keys(definition.params).sort()).toEqual(
      [...theirs.params.map((param) => param.name), ...ownAdditions].sort(),
    );
    for (const param of theirs.params) {
      const mine = definition.params[param.name];
      expect([param.name, mine?.required, mine?.alias]).toEqual([param.name, param.required, param.rapi_alias]);
      if (!param.required) expect([param.name, mine?.schema.parse(undefined)]).toEqual([param.name, param.default]);
      const { good, bad } = samples(param.type);
      const accepts = (value: unknown) => mine?.schema.safeParse(value).success;
      expect([param.name, good.filter((value) => !accepts(value))]).toEqual([param.name, []]);
      expect([param.name, bad.filter((value) => accepts(value))]).toEqual([param.name, []]);
    }
  });

  it('has the operations of the first stage', () => {
    const wanted = 'POST_INIT VERIFY VERIFY_CONFIG VERIFY_GROUP REDIST_CONF'
      .split(' ')
      .map((name) => `OP_CLUSTER_${name}`);
    const instance =
      'CREATE REMOVE STARTUP SHUTDOWN REBOOT MIGRATE FAILOVER REPLACE_DISKS GROW_DISK ACTIVATE_DISKS DEACTIVATE_DISKS RENAME SET_PARAMS QUERY_DATA';
    const all = [
      ...wanted,
      'OP_NODE_ADD',
      'OP_OS_DIAGNOSE',
      'OP_TEST_DELAY',
      'OP_TAGS_GET',
      'OP_TAGS_SET',
      'OP_TAGS_DEL',
      'OP_TAGS_SEARCH',
    ];
    all.push(...instance.split(' ').map((name) => `OP_INSTANCE_${name}`));
    expect(all.filter((id) => !opcodes.has(id))).toEqual([]);
  });
});

withReference('REST resources as Ganeti has them', () => {
  interface Resource {
    uri: string;
    method: string;
    handler: string;
    opcode: string;
    opcode_is_submitted_as_job: boolean;
    query_args: { name: string }[];
    takes_opcode_body: boolean;
    body_params: { name: string; required: boolean }[];
  }
  const resources = (read('rapi.json').resources ?? []) as Resource[];
  const anonymous = (path: string) => path.replace(/\{[^}]*\}|\[[^\]]*\]/g, '[]');

  it('binds every resource that submits one of our opcodes', () => {
    const bound = new Set(
      [...opcodes.values()].flatMap(({ id, rest = [] }) =>
        rest.map(({ method, path }) => `${method} ${anonymous(path)} ${id}`),
      ),
    );
    const theirs = resources.filter(
      (resource) =>
        resource.opcode_is_submitted_as_job &&
        opcodes.has(resource.opcode) &&
        resource.uri !== '/2/os' && // answered as a query
        !resource.uri.startsWith('/2/networks'), // come with networks
    );
    expect(theirs.length).toBeGreaterThan(20);
    expect([...bound].sort()).toEqual(
      theirs.map(({ method, uri, opcode }) => `${method} ${anonymous(uri)} ${opcode}`).sort(),
    );
  });

  it('reads the same query arguments, and names resources the same', () => {
    for (const definition of opcodes.values()) {
      for (const binding of definition.rest ?? []) {
        const theirs = resources.find(
          (resource) => resource.method === binding.method && anonymous(resource.uri) === anonymous(binding.path),
        );
        expect(`R_2_${binding.resource}`).toBe(theirs?.handler);
        // Its opcodes are not bound in this way there.
        if (binding.job !== undefined) continue;
        expect([binding.path, binding.body]).toEqual([
          binding.path,
          theirs?.takes_opcode_body === true ? 'params' : 'none',
        ]);
        if (binding.parse !== undefined) continue;
        const names = theirs?.query_args.map(({ name }) => name).filter((name) => name !== 'reason') ?? [];
        expect([binding.path, Object.keys(binding.query ?? {}).sort()]).toEqual([binding.path, names.sort()]);
      }
    }
  });
});

withReference('command-line options as Ganeti has them', () => {
  interface Command {
    options: { flags: string[] }[];
  }
  const tools = (read('cli.json').tools ?? {}) as Record<string, { commands: Record<string, Command> }>;
  // Made by gnt itself for every command, or choosing instances by their nodes and tags.
  const generic = new Set(
    (
      '--submit --print-jobid --priority --dry-run --reason --from --force-multiple --yes-do-it --roman ' +
      '--node --primary --secondary --node-tags --pri-node-tags --sec-node-tags --tags --all --instance'
    ).split(' '),
  );
  // ssh is not used here; an OS is named, or chosen in the web interface.
  const without = new Set([
    'instance reinstall --select-os',
    'node add --no-ssh-key-check',
    'node add --force-join',
    'node add -v/--verbose',
  ]);
  const bindings = [...opcodes.values()].flatMap((definition: OpcodeDefinition) =>
    (definition.cli ?? []).map((binding) => [binding.command, definition, binding] as const),
  );

  it.each(bindings)('gnt %s', (command, definition, binding) => {
    const [area, verb = ''] = command.split(' ');
    const theirs = tools[`gnt-${area}`]?.commands[verb];
    if (theirs === undefined) throw new Error(`gnt-${area} ${verb} is not in Ganeti`);
    const confirmed = binding.confirm !== undefined;
    const flags = cliOptions(definition, binding).flatMap((option) =>
      option.flags.split(/[ ,]+/).filter((word) => word.startsWith('-')),
    );
    const missing = theirs.options
      .map((option) => option.flags)
      .filter((names) => !names.every((name) => flags.includes(name)))
      .filter((names) => !generic.has(names.at(-1) ?? '') && !without.has(`${command} ${names.join('/')}`))
      .filter((names) => !(confirmed && names.includes('--force')));
    expect(missing).toEqual([]);
  });
});

withReference('recorded jobs', () => {
  const golden = `${dir}/../golden`;
  const names = [
    'create_ok_diskless',
    'create_ok_file_2disks',
    'inst_replace_disks_legacy',
    'inst_tags_put_none',
    'job_repeat',
  ];

  it.each(names)('%s is taken as it is', (name) => {
    const path = `${golden}/${name}.job.json`;
    const { ops } = JSON.parse(readFileSync(path, 'utf8')).response.json;
    for (const { OP_ID: id, ...params } of ops) {
      expect(() => parseParams(findOpcode(id), params)).not.toThrow();
    }
  });
});
