import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPaths } from '@ganeti/runtime';
import { parseScrypt } from './scrypt';
import { digest, parseTokens } from './tokens';
import { runTool } from './tools';
import { parseUsers } from './users';

let root: string;
const now = 1_700_000_000;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rapi-tools-'));
  const { rapiUsers } = createPaths(root);
  mkdirSync(dirname(rapiUsers), { recursive: true });
  writeFileSync(rapiUsers, 'peer secret write\n');
});
afterEach(() => rmSync(root, { recursive: true }));

async function run(...argv: string[]): Promise<string> {
  let out = '';
  const ran = await runTool([...argv, '--root', root], { now: () => now, print: (text) => (out += text), readPassword: async () => 'a password' });
  expect(ran).toBe(true);
  return out;
}

it('passwd prints a line that the users file takes', async () => {
  const line = await run('passwd', 'alice', '-o', 'read,operator');
  const user = parseUsers(line).get('alice');
  expect([...(user?.options ?? [])]).toEqual(['read', 'operator']);
  expect(parseScrypt(user?.password.replace('{scrypt}', '') ?? '')).not.toBeNull();
  expect(line).not.toContain('a password');
  await expect(run('passwd', 'a b')).rejects.toThrow('white space');
});

it('token add, list and remove keep digests only, for users there are', async () => {
  const token = (await run('token', 'add', 'peer', '-r', 'read-only', '-e', '30d', '-c', 'for backups')).trim();
  const { rapiTokens } = createPaths(root);
  const [stored] = parseTokens(readFileSync(rapiTokens, 'utf8'));
  expect(stored).toEqual({ id: token.slice(4, 12), hash: digest(token), owner: 'peer', role: 'read-only', expires: now + 30 * 86_400, created: now, comment: 'for backups' });
  expect(readFileSync(rapiTokens, 'utf8')).not.toContain(token.slice(13));
  expect(statSync(rapiTokens).mode & 0o077).toBe(0);
  expect(await run('token', 'list')).toBe(`${stored?.id}\tpeer\tread-only\tends 2023-12-14T22:13:20.000Z\tfor backups\n`);
  await expect(run('token', 'add', 'nobody')).rejects.toThrow('no user nobody');
  await expect(run('token', 'add', 'peer', '-e', 'soon')).rejects.toThrow(/number/);
  await expect(run('token', 'remove', '00000000')).rejects.toThrow('no token');
  await run('token', 'remove', stored?.id ?? '');
  expect(await run('token', 'list')).toBe('');
});

it('leaves the arguments of the daemon alone', async () => {
  expect(await runTool(['-p', '5080'], { now: () => now, print: () => undefined, readPassword: async () => '' })).toBe(false);
});
