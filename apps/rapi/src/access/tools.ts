/** `ganeti-rapi passwd` and `ganeti-rapi token`: lines for the users file, and the tokens file. */
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { createPaths, writeFileDurably, type Paths } from '@ganeti/runtime';
import { hashPassword } from './scrypt';
import { formatTokens, newToken, parseTokens, type StoredToken } from './tokens';
import { parseUsers } from './users';

export interface ToolContext {
  /** Seconds since the epoch. */
  readonly now: () => number;
  readonly print: (line: string) => void;
  /** A password, from the terminal without showing it or from standard input. */
  readonly readPassword: () => Promise<string>;
}

interface RootOption {
  readonly root?: string;
}

const names = ['passwd', 'token'];

/** Carries out a tool when the arguments name one; false: they are for the daemon. `argv`: without program and script. */
export async function runTool(argv: readonly string[], cx: ToolContext): Promise<boolean> {
  if (!names.includes(argv[0] ?? '')) return false;
  await toolProgram(cx).parseAsync([...argv], { from: 'user' });
  return true;
}

function toolProgram(cx: ToolContext): Command {
  const program = new Command('ganeti-rapi').exitOverride();
  const withRoot = (command: Command): Command => command.option('--root <dir>', 'directory put before all paths');
  withRoot(program.command('passwd <user>'))
    .description('print a line for the users file with a strong hash of a password')
    .option('-o, --options <names>', 'roles of the user, separated by commas', '')
    .action(async (user: string, { options }: { options: string }) => {
      if (!/^[^\s:#][^\s:]*$/.test(user)) throw new Error(`A user name has no white space, no colon and no # at its start: '${user}'`);
      const password = await cx.readPassword();
      if (password === '') throw new Error('An empty password is none');
      cx.print(`${user} ${await hashPassword(password)}${options === '' ? '' : ` ${options}`}\n`);
    });
  const token = program.command('token').description('API tokens: add, list, remove');
  withRoot(token.command('add <owner>'))
    .description('make a token for a user; it is shown this once')
    .option('-r, --role <role>', 'narrow what it may do to a role')
    .option('-e, --expires <time>', 'after this time it counts no more: 30d, 12h, 90m', duration)
    .option('-c, --comment <text>', 'what it is for', '')
    .action((owner: string, options: RootOption & { role?: string; expires?: number; comment: string }) => add(cx, owner, options));
  withRoot(token.command('list'))
    .description('show all tokens (never the tokens themselves)')
    .action(async ({ root }: RootOption) => {
      for (const one of await read(createPaths(root))) cx.print(`${describe(one, cx.now())}\n`);
    });
  withRoot(token.command('remove <id>'))
    .description('take a token back')
    .action(async (id: string, { root }: RootOption) => {
      const paths = createPaths(root);
      const tokens = await read(paths);
      if (!tokens.some((one) => one.id === id)) throw new Error(`There is no token ${id}; see: ganeti-rapi token list`);
      await write(paths, tokens.filter((one) => one.id !== id));
    });
  return program;
}

async function add(cx: ToolContext, owner: string, options: RootOption & { role?: string; expires?: number; comment: string }): Promise<void> {
  const paths = createPaths(options.root);
  const users = parseUsers(await readFile(paths.rapiUsers, 'utf8').catch(() => ''));
  if (!users.has(owner)) throw new Error(`There is no user ${owner} in ${paths.rapiUsers}; a token speaks for a user`);
  const now = Math.floor(cx.now());
  const { stored, token } = newToken({
    owner,
    role: options.role ?? null,
    expires: options.expires === undefined ? null : now + options.expires,
    created: now,
    comment: options.comment,
  });
  const tokens = (await read(paths)).filter(({ expires }) => expires === null || expires > now);
  await write(paths, [...tokens, stored]);
  cx.print(`${token}\n`);
}

async function read({ rapiTokens }: Paths): Promise<StoredToken[]> {
  const text = await readFile(rapiTokens, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return formatTokens([]);
    throw error;
  });
  return parseTokens(text);
}

const write = ({ rapiTokens }: Paths, tokens: readonly StoredToken[]): Promise<void> =>
  writeFileDurably(rapiTokens, formatTokens(tokens), { mode: 0o600 });

function describe({ id, owner, role, expires, comment }: StoredToken, now: number): string {
  const end = expires === null ? 'never ends' : `${expires <= now ? 'ended' : 'ends'} ${new Date(expires * 1000).toISOString()}`;
  return [id, owner, role ?? '(all of the owner)', end, comment].join('\t').trimEnd();
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds. */
function duration(text: string): number {
  const [, number, unit = ''] = /^([1-9]\d{0,7})([smhd])$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('give a number and one of s, m, h, d');
  return Number(number) * (units[unit] ?? 1);
}
