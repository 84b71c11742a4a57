// Markdown, and types in words.

export const madeBy = '<!-- Made by tools/generate from the definitions in libs/opcodes; do not edit. -->';

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const table = (head, rows) =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n');

export const code = (language, text) => ['```' + language, text, '```'].join('\n');

/** A page from its parts; empty ones (false, undefined) are left out. */
export const page = (...parts) => `${[madeBy, ...parts.filter(Boolean)].join('\n\n')}\n`;

/** What a number counts, as its description tells. */
function unit(doc) {
  if (/^seconds\b/i.test(doc)) return ' of seconds';
  if (/\bMiB\b/.test(doc)) return ' of MiB';
  return /\bseconds\b/i.test(doc) ? ' of seconds' : '';
}

/** A JSON schema in a few words: `text`, `list of whole numbers`, `yes or no`. */
export function typeText(schema, doc = '') {
  if (schema.enum) return schema.enum.map((word) => `\`${JSON.stringify(word)}\``).join(', ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants?.every((variant) => variant.const !== undefined))
    return variants.map((variant) => typeText(variant)).join(', ');
  if (variants) return [...new Set(variants.map((variant) => typeText(variant, doc)))].join(', or ');
  switch (schema.type) {
    case 'null':
      return '`null`';
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `whole number${unit(doc)}${range(schema)}`;
    case 'number':
      return `number${unit(doc)}${range(schema)}`;
    case 'string':
      return schema.minLength > 0 ? 'text, not empty' : 'text';
    case 'array':
      if (schema.prefixItems) return `[${schema.prefixItems.map((item) => typeText(item)).join(', ')}]`;
      return listText(schema.items ?? {}, doc);
    case 'object':
      return objectText(schema);
    default:
      return 'any JSON';
  }
}

function listText(items, doc) {
  if (items.type === 'string' && !items.enum) return 'list of texts';
  if (items.type === 'integer') return `list of whole numbers${unit(doc)}${range(items)}`;
  if (items.type === 'object') return `list of objects${objectText(items).slice('object'.length)}`;
  const inner = typeText(items);
  if (inner === 'any JSON') return 'list';
  return inner.startsWith('[') ? `list of ${inner}` : `list of (${inner})`;
}

function objectText(schema) {
  const names = schema.propertyNames?.enum ?? Object.keys(schema.properties ?? {});
  return names.length > 0 && names.length <= 12
    ? `object with ${names.map((name) => `\`${name}\``).join(', ')}`
    : 'object';
}

function range({ minimum, maximum }) {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : `, at least ${minimum}`;
}

/** Rows of a table of parameters: name, type, default, meaning. */
export function paramRows(params, paramJsonSchema) {
  return Object.entries(params).map(([name, param]) => {
    const notes = [
      param.doc,
      ...(param.alias ? [`In a REST body also \`${param.alias}\`.`] : []),
      ...(param.secret ? ['Secret: never shown.'] : []),
    ];
    const value = param.required ? '**required**' : `\`${JSON.stringify(param.schema.parse(undefined))}\``;
    return [`\`${name}\``, typeText(paramJsonSchema(param), param.doc), value, notes.join(' ')];
  });
}
export const paramHead = ['name', 'type', 'default', 'meaning'];
