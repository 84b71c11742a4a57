// The list of all operations: every file of the form area/verb.ts in libs/opcodes/src that calls defineOpcode is one.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './settle.mjs';

const src = join(root, 'libs/opcodes/src');

export function definitionList() {
  const found = readdirSync(src, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: area }) => readdirSync(join(src, area)).map((file) => `${area}/${file}`))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .flatMap((path) => {
      const name = /^export const (\w+) = defineOpcode\(/m.exec(readFileSync(join(src, path), 'utf8'))?.[1];
      return name === undefined ? [] : [`export { ${name} } from './${path.slice(0, -'.ts'.length)}';`];
    });
  const head =
    '/** All operations: what is exported here is known to queue, REST, command line and docs. Made by tools/generate. */';
  return `${[head, ...found.sort()].join('\n')}\n`;
}
