/** gnt: wiring of the command line. `gnt-instance list` is `gnt instance list`. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { connectMaster, type MasterClient } from '@ganeti/master-api';
import { release } from '@ganeti/objects';
import { createPaths } from '@ganeti/runtime';
import { CommanderError } from 'commander';
import { CommandFailure, type Cli } from './cli';
import { thisMachine } from './local';
import { createProgram } from './program';
import { errorText } from './watch';

const called = basename(process.argv[1] ?? 'gnt');
const words = called.startsWith('gnt-') ? [called.slice('gnt-'.length), ...process.argv.slice(2)] : process.argv.slice(2);
// `--root` stands before the group, where `gnt-instance` has no place for it.
const rootAt = words.indexOf('--root');
const root = rootAt >= 0 ? words.splice(rootAt, 2)[1] : undefined;

const tty = process.stdout.isTTY;
let master: MasterClient | undefined;
let statusShown = false;

const clearStatus = (): void => {
  if (statusShown) process.stdout.write('\r\x1b[K');
  statusShown = false;
};

const cli: Cli = {
  master: () => (master ??= connectMaster(createPaths(root).masterSocket, { client: 'gnt' })),
  out: (line) => {
    clearStatus();
    process.stdout.write(`${line}\n`);
  },
  err: (line) => {
    clearStatus();
    process.stderr.write(`${line}\n`);
  },
  status: (line) => {
    if (!tty) return;
    clearStatus();
    process.stdout.write(line);
    statusShown = line !== '';
  },
  confirm: async (question) => {
    if (!process.stdin.isTTY) return false;
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question(`${question} [y/N] `);
    terminal.close();
    return /^y(es)?$/i.test(answer.trim());
  },
  run: (program, args) =>
    new Promise((resolve, reject) => {
      spawn(program, args, { stdio: 'inherit' }).once('error', reject).once('exit', (code) => resolve(code ?? 1));
    }),
  readFile: async (path) => (path === '-' ? text(process.stdin) : readFile(path, 'utf8')),
  local: thisMachine(root),
  user: called.startsWith('gnt-') ? called : `gnt-${words[0] ?? ''}`,
};

// A closed pipe (`gnt instance list | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await createProgram(cli, release).parseAsync(words, { from: 'user' });
} catch (error) {
  process.exitCode = exitCodeOf(error);
} finally {
  clearStatus();
  master?.close();
}

function exitCodeOf(error: unknown): number {
  // Commander has shown its own text already.
  if (error instanceof CommanderError) return error.exitCode;
  if (error instanceof CommandFailure) {
    if (error.message !== '') cli.err(error.message);
    return error.exitCode;
  }
  cli.err(error instanceof Error ? errorText(error) : String(error));
  return 1;
}
