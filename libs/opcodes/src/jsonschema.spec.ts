import { choicesOf, instanceCreate, opcodes, paramsJsonSchema, resultJsonSchema } from './index';

describe('JSON schema', () => {
  it.each([...opcodes.values()].map((definition) => [definition.id, definition] as const))(
    '%s can be described',
    (_, definition) => {
      const schema = paramsJsonSchema(definition);
      expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(definition.allParams));
      expect(schema.required).toEqual(
        Object.entries(definition.params)
          .filter(([, { required }]) => required)
          .map(([name]) => name),
      );
      expect(resultJsonSchema(definition)).toBeDefined();
    },
  );

  it('tells words, defaults and descriptions', () => {
    const { properties = {} } = paramsJsonSchema(instanceCreate);
    expect(choicesOf(instanceCreate.params.mode)).toEqual(['create', 'import', 'remote-import']);
    expect(choicesOf(instanceCreate.params.disk_template)).toContain('drbd');
    expect(choicesOf(instanceCreate.params.instance_name)).toBeUndefined();
    expect(properties['start']).toMatchObject({ type: 'boolean', default: true, description: expect.any(String) });
  });
});
