import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** A daemon as a process of its own; what it does when stopped, and whether it breaks, is told by its arguments. */
const source = `
  import { createLogger } from '${join(process.cwd(), 'libs/runtime/src/logging')}';
  import { runDaemon } from '${join(process.cwd(), 'libs/runtime/src/daemon')}';
  const [dir, mode] = process.argv.slice(2);
  const idle = setInterval(() => undefined, 1000);
  await runDaemon({
    name: 'tested',
    logger: createLogger({ name: 'tested', path: dir + '/log' }),
    pidFile: dir + '/pid',
    start: async () => {
      if (mode === 'no-start') throw new Error('port 7 is taken');
      if (mode === 'breaks') setTimeout(() => { void Promise.reject(new Error('lost')); }, 10);
      return { ready: { port: 7 }, stop: async () => { if (mode === 'hangs') await new Promise(() => {}); clearInterval(idle); } };
    },
  });
`;

let dir: string;
let script: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ganeti-daemon-'));
  // Below the workspace, so that packages are found.
  script = join(process.cwd(), 'dist', `daemon-spec-${process.pid}.mjs`);
  await build({ stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' }, outfile: script, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
});
afterAll(async () => {
  await rm(dir, { recursive: true });
  await rm(script);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
  await rm(join(dir, 'pid'), { force: true });
});

function start(mode = 'works'): ChildProcess {
  const child = spawn(process.execPath, [script, dir, mode], { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'], env: { GANETI_READY_FD: '3' } });
  children.push(child);
  return child;
}
async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += chunk.toString();
  return all;
}

describe('runDaemon', () => {
  it('tells that it is ready, both ways, and ends in order', async () => {
    const child = start();
    const [message] = (await once(child, 'message')) as [unknown];
    expect(message).toEqual({ ready: { daemon: 'tested', pid: child.pid, port: 7 } });
    expect(await readFile(join(dir, 'pid'), 'utf8')).toBe(`${child.pid}\n`);
    child.kill('SIGTERM');
    const line = await text(child.stdio[3] as unknown as AsyncIterable<Buffer>);
    expect(JSON.parse(line)).toMatchObject({ port: 7 });
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(existsSync(join(dir, 'pid'))).toBe(false);
  });

  it('does not run twice', async () => {
    await once(start(), 'message');
    const second = start();
    const said = await text(second.stderr!);
    expect(said).toContain('is held by process');
    if (second.exitCode === null) await once(second, 'exit');
    expect(second.exitCode).toBe(1);
  });

  it('says why it cannot start', async () => {
    const child = start('no-start');
    expect(await text(child.stderr!)).toContain('port 7 is taken');
  });

  it('ends when an error was handled by nobody', async () => {
    const child = start('breaks');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(await readFile(join(dir, 'log'), 'utf8')).toContain('lost');
  });

  it('ends at once at the second signal', async () => {
    const child = start('hangs');
    await once(child, 'message');
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGTERM'), 100);
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
  });
});
