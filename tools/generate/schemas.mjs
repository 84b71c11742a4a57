// A JSON schema file for each opcode: its parameters (with OP_ID), and its result under $defs.
export function schemaFiles({ opcodes, paramsJsonSchema, resultJsonSchema }) {
  return new Map(
    [...opcodes.values()].map((definition) => {
      const { properties, required, ...rest } = paramsJsonSchema(definition);
      const schema = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: definition.id,
        description: definition.doc,
        ...rest,
        properties: { OP_ID: { const: definition.id }, ...properties },
        required: ['OP_ID', ...required],
        $defs: { result: resultJsonSchema(definition) },
      };
      return [`${definition.id}.json`, `${JSON.stringify(schema, null, 1)}\n`];
    }),
  );
}
