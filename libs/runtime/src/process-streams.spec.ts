import { buffer, text } from 'node:stream/consumers';
import { execaStreams } from './process-streams';

const env = { PATH: '/usr/bin:/bin' };
const sh = (script: string, options: Parameters<typeof execaStreams.open>[2] = {}) => execaStreams.open('/bin/sh', ['-c', script], { env, ...options });

describe('execaStreams', () => {
  it('passes bytes through as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const child = sh('cat');
    const out = buffer(child.output);
    child.input.end(bytes);
    expect((await out).equals(bytes)).toBe(true);
    expect(await child.ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
  });

  it('tells the end, what was said on standard error, and descriptor 3', async () => {
    const lines: string[] = [];
    const child = sh('echo 42 >&3; echo oops >&2; exit 7', { thirdOutput: true, onLine: (line) => lines.push(line) });
    child.output.resume();
    expect(await text(child.third as NodeJS.ReadableStream)).toBe('42\n');
    expect(await child.ended).toEqual({ exitCode: 7, signal: null, stderr: 'oops\n' });
    expect(lines).toEqual(['oops']);
  });

  it('is stopped by the signal, with what it has started', async () => {
    const controller = new AbortController();
    const child = sh('sleep 100 & wait', { signal: controller.signal });
    child.output.resume();
    controller.abort();
    expect(await child.ended).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  });

  it('rejects when there is no such program', async () => {
    await expect(execaStreams.open('/nonexistent/program', []).ended).rejects.toThrow(/nonexistent/);
  });
});
