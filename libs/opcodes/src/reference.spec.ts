/** The definitions against the facts about Ganeti that lie beside the repository. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import {
  cliOptions,
  cliOwnOptions,
  opcodeDeviations,
  opcodes,
  optionDeviations,
  parseOpcode,
  verifiedObject,
  verifyErrorCodes,
  type OpcodeDefinition,
} from './index';
import { compareOpcodes } from './testing/compare-opcodes';

const dir = process.env['GANETI_REFERENCE'] ?? new URL('../../../../shared/reference', import.meta.url).pathname;
const present = existsSync(`${dir}/opcodes.json`);
if (!present) console.warn(`Comparison with Ganeti skipped: ${dir} is not there (set GANETI_REFERENCE)`);
const withReference = present ? describe : describe.skip;
const read = (name: string) => (present ? JSON.parse(readFileSync(`${dir}/${name}`, 'utf8')) : {});

/** Operations of our own have nothing to be compared with. */
const ofGaneti = [...opcodes.values()].filter(({ own }) => own !== true);

withReference('opcodes as Ganeti has them', () => {
  const compare = () => compareOpcodes(read('opcodes.json'), opcodes);

  it('looks at all of them', () => {
    expect(compare()).toMatchObject({ opcodes: 76, parameters: 457 });
  });

  it('differ only where a reason is given', () => {
    const order = (list: readonly { what: string; how: string }[]) =>
      list.map(({ what, how }) => `${what} ${how}`).sort();
    const found = compare().differences;
    const listed = new Set(order(opcodeDeviations));
    // With the detail, so that a failure says what to do.
    expect(found.filter(({ what, how }) => !listed.has(`${what} ${how}`))).toEqual([]);
    expect(order(found)).toEqual(order(opcodeDeviations));
    for (const { why } of opcodeDeviations) expect(why.length).toBeGreaterThan(20);
  });

  it('know what cluster verify can find, and in what', () => {
    const reference = (read('params.json') as { cv_error_codes: { code: string; object: string }[] }).cv_error_codes;
    expect(verifyErrorCodes.map((code) => [code, verifiedObject(code)])).toEqual(reference.map(({ code, object }) => [code, object]));
  });

  it('finds what is wrong', () => {
    const reference = {
      common_params: [],
      opcodes: [
        {
          op_id: 'OP_TEST_DELAY',
          summary_field: null,
          params: [
            { name: 'duration', type: 'string', required: false, default: 1, rapi_alias: 'time' },
            { name: 'zzz', type: 'bool', required: true },
          ],
        },
        { op_id: 'OP_ZZZ', summary_field: null, params: null },
      ],
    };
    const { differences } = compareOpcodes(
      reference,
      new Map([...opcodes].filter(([id]) => /DELAY|TAGS_GET/.test(id))),
    );
    const of = (what: string) => differences.filter((found) => found.what === what);
    expect(of('OP_ZZZ')).toMatchObject([{ how: 'missing' }]);
    expect(of('OP_TAGS_GET')).toMatchObject([{ how: 'extra' }]);
    expect(of('OP_TEST_DELAY')).toEqual([
      { what: 'OP_TEST_DELAY', how: 'differs', detail: 'summary duration is null there' },
    ]);
    expect(of('OP_TEST_DELAY.zzz')).toMatchObject([{ how: 'missing' }]);
    expect(of('OP_TEST_DELAY.on_nodes')).toMatchObject([{ how: 'extra' }]);
    expect(of('OP_TEST_DELAY.duration')[0]?.detail).toMatch(
      /required true; alias .*; default .*; refuses "x"; accepts 1/,
    );
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
      ofGaneti.flatMap(({ id, rest = [] }) =>
        rest.map(({ method, path }) => `${method} ${anonymous(path)} ${id}`),
      ),
    );
    const theirs = resources.filter(
      (resource) => resource.opcode_is_submitted_as_job && opcodes.has(resource.opcode) && resource.uri !== '/2/os', // answered as a query
    );
    expect(theirs.length).toBeGreaterThan(35);
    expect([...bound].sort()).toEqual(
      theirs.map(({ method, uri, opcode }) => `${method} ${anonymous(uri)} ${opcode}`).sort(),
    );
  });

  it('reads the same query arguments, and names resources the same', () => {
    for (const definition of ofGaneti) {
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
  // Choosing instances by their nodes and tags; tags from a file.
  const generic = new Set(
    (
      '--from --force-multiple --roman ' +
      '--node --primary --secondary --node-tags --pri-node-tags --sec-node-tags --tags --all --instance'
    ).split(' '),
  );
  const without = new Set(optionDeviations.map(({ command, option }) => `${command} ${option}`));
  const bindings = ofGaneti.flatMap((definition: OpcodeDefinition) =>
    (definition.cli ?? []).map((binding) => [binding.command, definition, binding] as const),
  );

  it.each(bindings)('gnt %s', (command, definition, binding) => {
    const [area, verb = ''] = command.split(' ');
    const theirs = tools[`gnt-${area}`]?.commands[verb];
    if (theirs === undefined) throw new Error(`gnt-${area} ${verb} is not in Ganeti`);
    const all = [...cliOptions(definition, binding), ...cliOwnOptions(definition, binding)];
    const flags = all.flatMap((option) => option.flags.split(/[ ,]+/).filter((word) => word.startsWith('-')));
    const missing = theirs.options
      .map((option) => option.flags)
      .filter((names) => !names.every((name) => flags.includes(name)))
      .filter((names) => !generic.has(names.at(-1) ?? '') && !without.has(`${command} ${names.at(-1) ?? ''}`));
    expect(missing).toEqual([]);
  });

  it('lists as left out only what is', () => {
    for (const { command, option, why } of optionDeviations) {
      const [area, verb = ''] = command.split(' ');
      const theirs = tools[`gnt-${area}`]?.commands[verb]?.options.flatMap(({ flags }) => flags) ?? [];
      const mine = bindings
        .filter(([name]) => name === command)
        .flatMap(([, definition, binding]) => cliOptions(definition, binding).map(({ flags }) => flags.split(/[ ,]+/)))
        .flat();
      expect([command, option, theirs.includes(option), mine.includes(option), why.length > 20]).toEqual(
        [command, option, true, false, true], // in Ganeti, not here, with a reason
      );
    }
  });
});

withReference('recorded jobs', () => {
  const golden = `${dir}/../golden`;
  const names = present ? readdirSync(golden).filter((name) => name.endsWith('.job.json')) : [];

  it.each(names)('%s is taken as it is', (name) => {
    const { ops } = JSON.parse(readFileSync(`${golden}/${name}`, 'utf8')).response.json;
    // The recorded server is a 3.0; this parameter was taken away later.
    for (const { hotplug_if_possible: _, ...op } of ops) expect(() => parseOpcode(op)).not.toThrow();
  });
});
