import { readFile } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';

/** The first line of a file. Throws OpExecError when it cannot be read or is empty. */
export async function readPassword(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new OpExecError(`The password file ${path} cannot be read: ${error.message}`);
  });
  const password = text.split('\n')[0]?.trim() ?? '';
  if (password === '') throw new OpExecError(`The password file ${path} is empty`);
  return password;
}
