import {
  commonParams,
  defineOpcode,
  encodeOpcode,
  findOpcode,
  backupExport,
  instanceCreate,
  instanceFailover,
  instanceMigrate,
  instanceMultiAlloc,
  instanceRecreateDisks,
  instanceRename,
  instanceReplaceDisks,
  opcodes,
  optional,
  parseOpcode,
  parseParams,
  serialize,
  summary,
  tagsGet,
  testDelay,
  type OpcodeDefinition,
} from './index';
import { z } from 'zod';

const refusal = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { args: unknown }).args;
  }
  return 'was accepted';
};

describe('parseOpcode', () => {
  it('fills in defaults, own and common', () => {
    const { definition, params } = parseOpcode({ OP_ID: 'OP_TEST_DELAY', duration: 1 });
    expect(definition).toBe(testDelay);
    expect(params).toEqual({
      ...{ dry_run: null, debug_level: null, priority: 0, depends: null, comment: null, reason: [] },
      ...{
        duration: 1,
        on_master: true,
        on_nodes: [],
        on_node_uuids: null,
        repeat: 0,
        interruptible: false,
        no_locks: true,
      },
    });
  });

  it('gives each job its own default lists', () => {
    const one = parseOpcode({ OP_ID: 'OP_TEST_DELAY', duration: 1 }).params.on_nodes as string[];
    one.push('node1');
    expect(parseOpcode({ OP_ID: 'OP_TEST_DELAY', duration: 1 }).params.on_nodes).toEqual([]);
  });

  it.each([
    ['no object', [], 'An opcode is a JSON object with OP_ID and parameters'],
    ['no name', { duration: 1 }, 'An opcode needs its name under OP_ID, such as OP_TEST_DELAY'],
    ['an unknown name', { OP_ID: 'OP_ZZZ' }, 'There is no opcode OP_ZZZ'],
    ['a name of Object', { OP_ID: 'constructor' }, 'There is no opcode constructor'],
    ['an unknown parameter', { OP_ID: 'OP_TEST_DELAY', duration: 1, zzz: 1 }, "OP_TEST_DELAY has no parameter 'zzz'"],
    [
      'a missing parameter',
      { OP_ID: 'OP_TEST_DELAY' },
      "Parameter 'OP_TEST_DELAY.duration' fails validation: it has to be given",
    ],
  ])('refuses %s', (_, input, text) => {
    expect(refusal(() => parseOpcode(input))).toEqual([text, 'wrong_input']);
  });

  it('names parameter and place of a wrong type', () => {
    const [text] = refusal(() => parseOpcode({ OP_ID: 'OP_TEST_DELAY', duration: 1, on_nodes: ['a', 2] })) as [string];
    expect(text).toMatch(/^Parameter 'OP_TEST_DELAY.on_nodes' fails validation \(at 1\): .*string/);
  });

  it('takes dependencies by number and by text', () => {
    const { params } = parseOpcode({
      OP_ID: 'OP_TEST_DELAY',
      duration: 1,
      depends: [
        ['12', ['success']],
        [-1, []],
      ],
    });
    expect(params.depends).toEqual([
      [12, ['success']],
      [-1, []],
    ]);
  });

  it('asks the rule of a definition', () => {
    const odd = defineOpcode({
      id: 'OP_ODD',
      path: 'test/odd',
      title: '',
      doc: '',
      params: { number: optional(z.int(), 1, '') },
      result: z.null(),
      permission: 'test.odd',
      rule: ({ number }) => ((number as number) % 2 === 0 ? 'number has to be odd' : null),
    });
    expect(parseParams(odd, {}).number).toBe(1);
    expect(refusal(() => parseParams(odd, { number: 2 }))).toEqual(['OP_ODD: number has to be odd', 'wrong_input']);
  });
});

describe('rules', () => {
  const creation = (name: string, more: object = {}) => ({
    ...{
      OP_ID: 'OP_INSTANCE_CREATE',
      instance_name: name,
      mode: 'create',
      disks: [],
      nics: [],
      os_type: 'noop',
    },
    ...more,
  });
  const many = (...instances: unknown[]) => ({ instances });
  it.each([
    [instanceCreate, creation('a'), null],
    [instanceCreate, creation('a', { ip_check: true }), /'ip_check' needs 'name_check'/],
    [instanceCreate, creation('a', { iallocator: '.', pnode: 'n1' }), /only one of them can choose/],
    [instanceCreate, creation('a', { snode: 'n1' }), /'snode' needs 'pnode'/],
    [instanceCreate, creation('a', { os_type: null }), /give the OS/],
    [instanceCreate, creation('a', { no_install: true }), /'start' has to be off/],
    [instanceCreate, creation('a', { no_install: true, start: false, os_type: null }), null],
    [instanceCreate, creation('a', { disks: Array(17).fill({}) }), /16 disks, not 17/],
    [instanceCreate, creation('a', { nics: Array(9).fill({}) }), /8 NICs, not 9/],
    [instanceCreate, creation('a', { disks: [{ adopt: 'x' }, { size: 1 }] }), /either all disks/],
    [instanceCreate, creation('a', { disks: [{ adopt: 'x' }], iallocator: '.' }), /name it as 'pnode'/],
    [instanceCreate, creation('a', { disks: [{ adopt: 'x' }], mode: 'import' }), /only with the mode 'create'/],
    [instanceCreate, creation('a', { mode: 'remote-import' }), /'source_handshake' has to be given/],
    [instanceCreate, creation('a', { src_path: '/x' }), /'src_path' is for the mode 'import'/],
    [instanceCreate, creation('a', { mode: 'import', src_path: '/x', os_type: null }), null],
    [instanceMigrate, { instance_name: 'a', mode: 'live', live: false }, /mean the same/],
    [instanceMigrate, { instance_name: 'a', iallocator: '.', target_node_uuid: 'x' }, /only one of them/],
    [instanceFailover, { instance_name: 'a', iallocator: '.', target_node: 'x' }, /only one of them/],
    [instanceRename, { instance_name: 'a', new_name: 'b', ip_check: true }, /needs 'name_check'/],
    [instanceReplaceDisks, { instance_name: 'a', mode: 'replace_auto', disks: [1] }, /leave 'disks' empty/],
    [instanceReplaceDisks, { instance_name: 'a', mode: 'replace_auto', remote_node: 'n' }, /stays on the nodes/],
    [instanceReplaceDisks, { instance_name: 'a', mode: 'replace_on_primary', disks: [1] }, null],
    [instanceMultiAlloc, many(creation('a'), creation('b')), null],
    [instanceMultiAlloc, many(creation('a', { pnode: 'n1' })), null],
    [instanceMultiAlloc, many(1), /item 0 .* is not an opcode/],
    [instanceMultiAlloc, many(creation('a', { mode: 'zzz' })), /item 0 .*OP_INSTANCE_CREATE.mode/],
    [instanceMultiAlloc, many(creation('a'), creation('a')), /names a twice/],
    [instanceMultiAlloc, many(creation('a', { iallocator: 'hail' })), /one for all/],
    [instanceMultiAlloc, many(creation('a', { pnode: 'n1' }), creation('b')), /either all .* or none/],
    [instanceMultiAlloc, { ...many(creation('a', { pnode: 'n1' })), iallocator: '.' }, /leave 'iallocator' away/],
    [backupExport, { instance_name: 'a', target_node: 'n1' }, null],
    [backupExport, { instance_name: 'a', target_node: ['n1'] }, /has to name one node/],
    [backupExport, { instance_name: 'a', target_node: 'n1', mode: 'remote' }, /the list/],
    [backupExport, { instance_name: 'a', target_node: [], mode: 'remote' }, /'x509_key_name'/],
    [
      backupExport,
      { instance_name: 'a', target_node: 'n1', remove_instance: true, shutdown: false },
      /needs 'shutdown'/,
    ],
    [backupExport, { instance_name: 'a', target_node: 'n1', ignore_remove_failures: true }, /is for 'remove_instance'/],
    [instanceRecreateDisks, { instance_name: 'a', disks: [[0, { size: 5 }]] }, null],
    [instanceRecreateDisks, { instance_name: 'a', disks: [1, 1] }, /disk 1 is named twice/],
    [instanceRecreateDisks, { instance_name: 'a', disks: [[0, { vg: 'x' }]] }, /vg of disk 0/],
    [instanceRecreateDisks, { instance_name: 'a', nodes: ['n1'], iallocator: 'x' }, /exclude each other/],
  ] as [OpcodeDefinition, object, RegExp | null][])('of %#', (definition, params, text) => {
    const { OP_ID: _, ...own } = params as Record<string, unknown>;
    const run = () => parseParams(definition, own);
    if (text === null) expect(run).not.toThrow();
    else expect(run).toThrow(text);
    // Types are right in all of them: the queue takes them, and the job tells.
    expect(() => parseOpcode({ OP_ID: definition.id, ...params })).not.toThrow();
  });
});

describe('summary', () => {
  const of = (opcode: Record<string, unknown>) => {
    const { definition, params } = parseOpcode(opcode);
    return summary(definition, params);
  };
  it.each([
    [{ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'web1' }, 'INSTANCE_STARTUP(web1)'],
    [{ OP_ID: 'OP_TAGS_SET', kind: 'cluster', tags: ['a'] }, 'TAGS_SET'],
    [{ OP_ID: 'OP_TAGS_GET', kind: 'cluster' }, 'TAGS_GET(None)'],
    [{ OP_ID: 'OP_TEST_DELAY', duration: 0.01 }, 'TEST_DELAY(10000000 ns)'],
    [{ OP_ID: 'OP_CLUSTER_REDIST_CONF' }, 'CLUSTER_REDIST_CONF'],
  ])('%j', (opcode, text) => {
    expect(of(opcode)).toBe(text);
  });

  it('joins lists', () => {
    expect(summary({ ...tagsGet, id: 'OP_X', summary: 'name' } as never, { name: ['a', 'b'] })).toBe('X(a,b)');
  });
});

describe('serialize', () => {
  const create = { instance_name: 'web1', mode: 'create', disks: [], nics: [], os_type: 'noop' };

  it('leaves nulls out, but shows depends and comment', () => {
    const shown = serialize(testDelay, parseParams(testDelay, { duration: 1, debug_level: 0 }));
    expect(Object.entries(shown).map(([key, value]) => `${key}=${JSON.stringify(value)}`)).toEqual(
      'debug_level=0 priority=0 depends=null comment=null reason=[] OP_ID="OP_TEST_DELAY" duration=1 on_master=true on_nodes=[] repeat=0 interruptible=false no_locks=true'.split(
        ' ',
      ),
    );
  });

  it('never shows a secret', () => {
    const params = parseParams(instanceCreate, {
      ...create,
      osparams_private: { pw: 'geheim' },
      osparams_secret: { key: { a: 'geheim' } },
    });
    const shown = serialize(instanceCreate, params);
    expect(shown.osparams_private).toEqual({ pw: '<redacted>' });
    expect(shown.osparams_secret).toEqual({ key: '<redacted>' });
    expect(JSON.stringify(shown)).not.toContain('geheim');
  });

  it('never shows a secret of an opcode inside another one', () => {
    const instances = [{ OP_ID: 'OP_INSTANCE_CREATE', ...create, osparams_secret: { key: 'geheim' } }];
    const shown = serialize(instanceMultiAlloc, parseParams(instanceMultiAlloc, { instances }));
    expect(shown.instances).toEqual([{ ...instances[0], osparams_secret: { key: '<redacted>' } }]);
    const strange = serialize(instanceMultiAlloc, { instances: [{ OP_ID: 'OP_ZZZ', key: 'geheim' }] });
    expect(JSON.stringify(strange)).not.toContain('geheim');
  });

  it('encodes what can be parsed again', () => {
    const { OP_ID: id, ...rest } = encodeOpcode(
      instanceCreate,
      parseParams(instanceCreate, { ...create, osparams_private: { pw: 'geheim' } }),
    );
    expect(parseParams(findOpcode(id), rest)).toEqual(
      parseParams(instanceCreate, { ...create, osparams_private: { pw: 'geheim' } }),
    );
  });
});

describe('every definition', () => {
  /** Ids that do not begin with the kind of object they are about. */
  const places: Readonly<Record<string, string>> = {
    OP_OOB_COMMAND: 'node/oob-command',
    OP_QUERY: 'query/query',
    OP_REPAIR_NODE_STORAGE: 'node/repair-storage',
    OP_RESTRICTED_COMMAND: 'node/restricted-command',
  };
  it.each([...opcodes.values()].map((definition) => [definition.id, definition] as const))(
    '%s is complete',
    (id, definition) => {
      const [area, verb] = definition.path.split('/');
      if (places[id] === undefined) expect(id).toBe(`OP_${area}_${verb}`.toUpperCase().replaceAll('-', '_'));
      else expect(definition.path).toBe(places[id]);
      expect(definition.permission).toMatch(/^[a-z]+(\.[a-z-]+)+$/);
      for (const [name, { doc }] of Object.entries({ ...definition.params, ...commonParams }))
        expect([name, doc.length > 8]).toEqual([name, true]);
      if (definition.summary !== undefined) expect(Object.keys(definition.params)).toContain(definition.summary);
    },
  );

  it('has no parameter named like a common one', () => {
    for (const { params } of opcodes.values())
      expect(Object.keys(params).filter((name) => name in commonParams)).toEqual([]);
  });
});
