/** A password from the terminal, which does not show it, or the first line of standard input. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export async function readPassword(): Promise<string> {
  const { stdin, stderr } = process;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY === true });
  try {
    if (!stdin.isTTY) return await firstLine(lines);
    stderr.write('Password: ');
    const password = await lines.question('');
    stderr.write('\nAgain: ');
    if ((await lines.question('')) !== password) throw new Error('The two are not the same');
    stderr.write('\n');
    return password;
  } finally {
    lines.close();
  }
}

async function firstLine(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) return line;
  return '';
}
