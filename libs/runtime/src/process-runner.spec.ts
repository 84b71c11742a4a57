import { readFileSync } from 'node:fs';
import { execaRunner } from './process-runner';

const { run } = execaRunner;
const sh = (script: string, options: Parameters<typeof run>[2] = {}) =>
  run('/bin/sh', ['-c', script], { env: { PATH: '/usr/bin:/bin' }, ...options });

/** Whether a process runs; one that has ended but was not waited for by its parent does not. */
function runs(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('execaRunner', () => {
  it('answers exit code and output, as they were', async () => {
    expect(await sh('echo out; printf err >&2; exit 3')).toEqual({
      exitCode: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err',
      timedOut: false,
    });
  });

  it('gives exactly the environment and the input it is given', async () => {
    process.env['GANETI_TEST_SECRET'] = '1';
    const { stdout } = await run('/usr/bin/env', [], { env: { A: 'b c' } });
    delete process.env['GANETI_TEST_SECRET'];
    expect(stdout).toBe('A=b c\n');
    expect((await run('/bin/cat', [], { stdin: 'text\n\n' })).stdout).toBe('text\n\n');
    expect((await run('/bin/cat', [])).stdout).toBe('');
  });

  it('does not hand arguments to a shell', async () => {
    expect((await run('/bin/echo', ['$(id)', '; true'])).stdout).toBe('$(id) ; true\n');
  });

  it('tells lines as they come, also one without an end', async () => {
    const lines: string[] = [];
    await sh('echo one; printf "t\\303"; sleep 0.05; printf "\\266wo\\nthree"', { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['one', 'töwo', 'three']);
  });

  it('keeps the beginning of endless output', async () => {
    const { stdout, exitCode } = await sh('head -c 300000 /dev/zero | tr "\\0" x', { maxOutput: 1000 });
    expect(stdout).toBe('x'.repeat(1000));
    expect(exitCode).toBe(0);
  });

  it('stops a program that takes too long, with all it started', async () => {
    const { timedOut, signal, stdout } = await sh('sleep 100 & echo $!; wait', { timeoutSeconds: 0.3 });
    expect({ timedOut, signal }).toEqual({ timedOut: true, signal: 'SIGTERM' });
    expect(runs(Number(stdout))).toBe(false);
  });

  it('stops when told to, and rejects with the reason', async () => {
    const controller = new AbortController();
    const running = sh('sleep 100', { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('no more')), 50);
    await expect(running).rejects.toThrow('no more');
    await expect(sh('true', { signal: controller.signal })).rejects.toThrow('no more');
  });

  it('rejects when there is no such program', async () => {
    await expect(run('/nonexistent/program', [])).rejects.toThrow(/nonexistent/);
  });
});
