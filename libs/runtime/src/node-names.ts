/** Names of nodes in /etc/hosts: a block of our own, so that everything else in the file stays the administrator's. */
import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { writeFileDurably } from './files';

const begin = '# Nodes of the Ganeti cluster (modify_etc_hosts): changes in here are lost';
const end = '# End of the nodes of the Ganeti cluster';
const block = new RegExp(`^${literal(begin)}\n(?:.*\n)*?${literal(end)}\n?`, 'gm');

/** `lines`: as in the file, one a node; empty: the block goes. A file that would stay as it is is not touched. */
export async function keepNodeNames(path: string, lines: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await readFile(target, 'utf8').catch(ifMissing(''));
  const others = before.replace(block, '');
  const joint = others === '' || others.endsWith('\n') ? '' : '\n';
  const after = lines === '' ? others : `${others}${joint}${begin}\n${lines}\n${end}\n`;
  if (after === before) return;
  const mode = await stat(target).then((found) => found.mode & 0o777, ifMissing(0o644));
  try {
    await writeFileDurably(target, after, { mode });
  } catch (error) {
    // Containers have it mounted: it can be written, but not replaced.
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    await writeFile(target, after);
  }
}

function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return value;
  };
}

function literal(text: string): string {
  return text.replace(/[()]/g, '\\$&');
}
