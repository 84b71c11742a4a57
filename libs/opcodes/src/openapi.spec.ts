import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  addressExample,
  bodyExample,
  bodyJsonSchema,
  checkRule,
  commandExample,
  opcodeExample,
  openApiDocument,
  opcodes,
  parseOpcode,
  restJob,
  restOperations,
  type RestOperation,
} from './index';

const operations = restOperations();

describe('the OpenAPI document', () => {
  it('is valid', async () => {
    const { valid, errors } = await new Validator().validate(openApiDocument());
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('has every method, each with a name of its own', () => {
    const { paths } = openApiDocument() as { paths: Record<string, Record<string, { operationId: string }>> };
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(ids).toHaveLength(operations.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is plain JSON', () => {
    const document = openApiDocument({ server: 'https://cluster.example.com:5080' });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document.servers).toEqual([{ url: 'https://cluster.example.com:5080' }]);
  });
});

const withBody = operations.filter(({ body, opcode }) => body !== undefined && opcode !== undefined);
const named = (list: readonly RestOperation[]) => list.map((each) => [`${each.method} ${each.path}`, each] as const);

describe('the example of an opcode', () => {
  const alone = [...opcodes.values()].filter(({ rest = [] }) => rest.length === 0);
  it.each(alone.map((definition) => [definition.id, definition] as const))('%s is taken', (OP_ID, definition) => {
    const { params } = parseOpcode({ OP_ID, ...opcodeExample(definition) });
    expect(() => checkRule(definition, params)).not.toThrow();
  });
});

describe('the example of a body', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });

  it.each(named(withBody))('of %s is taken', (_, operation) => {
    const { opcode, path, pathArgs } = operation;
    if (opcode === undefined) throw new Error('no opcode');
    const [address = '', query = ''] = addressExample(operation).split('?');
    const values = address.split('/').filter((_segment, index) => path.split('/')[index]?.startsWith('['));
    const request = {
      path: Object.fromEntries(pathArgs.map(({ own }, index) => [own, values[index] ?? ''])),
      query: Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, [value]])),
      body: bodyExample(operation),
    };
    for (const given of restJob(opcode.definition, opcode.binding, request)) {
      const { definition, params } = parseOpcode(given);
      expect(() => checkRule(definition, params)).not.toThrow();
    }
  });

  it.each(named(operations.filter(({ body }) => body !== undefined)))(
    'of %s fits its schema, and nothing unknown does',
    (_, operation) => {
      const validate = ajv.compile(bodyJsonSchema(operation.body ?? {}, operation.looseBody));
      validate(bodyExample(operation));
      expect(validate.errors ?? []).toEqual([]);
      expect(validate({ ...bodyExample(operation), zzz: 1 })).toBe(operation.looseBody);
    },
  );

  it('may have an older name, but not both', () => {
    const create = operations.find(
      ({ opcode, method }) => opcode?.definition.id === 'OP_INSTANCE_CREATE' && method === 'POST',
    );
    if (create === undefined) throw new Error('no such method');
    const validate = ajv.compile(bodyJsonSchema(create.body ?? {}));
    const { instance_name: name, ...rest } = bodyExample(create);
    expect(validate({ ...rest, name })).toBe(true);
    expect(validate({ ...rest, name, instance_name: name })).toBe(false);
    expect(validate(rest)).toBe(false);
    expect(validate({ ...bodyExample(create), os: 'noop' })).toBe(false);
  });
});

describe('the example of a command', () => {
  const commands = [...opcodes.values()].flatMap((definition) =>
    (definition.cli ?? []).map((binding) => [binding.command, definition, binding] as const),
  );
  it.each(commands)('%s names everything it needs', (command, definition, binding) => {
    const example = commandExample(definition, binding);
    expect(example).toMatch(new RegExp(`^gnt ${command}( |$)`));
    expect(example).not.toMatch(/undefined|\[object/);
  });
});
