/** The documentation as a script: what an administrator would type, word by word. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The fenced blocks below a heading of docs/install.md, in order. Throws when there are not `count` of them: steps and page belong together. */
export function commandsOf(root: string, heading: string, count: number): string[] {
  const page = readFileSync(join(root, 'docs/install.md'), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/^```\n([^]*?)^```$/gm)].map(([, text]) => text as string);
  if (blocks.length !== count) throw new Error(`docs/install.md, ${heading}: ${blocks.length} blocks of commands, not ${count}`);
  return blocks;
}
