import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpExecError, OpPrereqError } from '@ganeti/errors';
import { StepLedger, type StepRun } from './steps';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-steps-'));
  path = join(dir, 'steps.log');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const quiet = (): void => undefined;

describe('step ledger', () => {
  it('does a step once and answers its result again, also in the next life', async () => {
    let done = 0;
    const work = async (): Promise<{ n: number }> => ({ n: (done += 1) });
    const ledger = new StepLedger(path);
    expect(await ledger.run('1/0/a', '1/0', quiet, work)).toEqual({ n: 1 });
    expect(await ledger.run('1/0/a', '1/0', quiet, work)).toEqual({ n: 1 });
    expect(await new StepLedger(path).run('1/0/a', '1/0', quiet, work)).toEqual({ n: 1 });
    expect(await ledger.run('1/0/nothing', '1/0', quiet, async () => undefined)).toBeUndefined();
    expect(done).toBe(1);
  });

  it('answers a failure again with its class and code', async () => {
    const ledger = new StepLedger(path);
    const fail = (): Promise<never> => ledger.run('1/0/a', '1/0', quiet, async () => Promise.reject(new OpPrereqError('no', 'wrong_state')));
    await expect(fail()).rejects.toMatchObject({ className: 'OpPrereqError', code: 'wrong_state' });
    const again = new StepLedger(path).run('1/0/a', '1/0', quiet, async () => 'not done');
    await expect(again).rejects.toMatchObject({ className: 'OpPrereqError', code: 'wrong_state', message: 'no' });
  });

  it('does a step that was cut off again, and says so', async () => {
    const first = new StepLedger(path);
    void first.run('1/0/a', '1/0', quiet, () => new Promise(() => undefined));
    const resumed = await new StepLedger(path).run('1/0/a', '1/0', quiet, async (run) => run.resumed);
    expect(resumed).toBe(true);
    expect(await new StepLedger(path).run('1/0/b', '1/0', quiet, async (run) => run.resumed)).toBe(false);
  });

  it('survives a torn last line', async () => {
    const first = new StepLedger(path);
    await first.run('1/0/a', '1/0', quiet, async () => 1);
    appendFileSync(path, '["1/0/b",{"job":"1/0","state":"do');
    const second = new StepLedger(path);
    expect(await second.run('1/0/b', '1/0', quiet, async ({ resumed }) => resumed)).toBe(false);
    expect(await new StepLedger(path).run('1/0/b', '1/0', quiet, async () => 'again')).toBe(false);
  });

  it('lets callers that come together share one execution and its progress', async () => {
    const ledger = new StepLedger(path);
    let run: StepRun | undefined;
    let finish: (value: string) => void = () => undefined;
    const work = (given: StepRun): Promise<string> => {
      run = given;
      return new Promise((resolve) => (finish = resolve));
    };
    const seen: string[] = [];
    const one = ledger.run('1/0/a', '1/0', (message) => seen.push(`one ${message}`), work);
    const two = ledger.run('1/0/a', '1/0', (message) => seen.push(`two ${message}`), async () => Promise.reject(new OpExecError('twice')));
    run?.progress('half');
    finish('done');
    expect(await Promise.all([one, two])).toEqual(['done', 'done']);
    expect(seen).toEqual(['one half', 'two half']);
  });

  it('keeps no result of what the end of the daemon cut off', async () => {
    const ledger = new StepLedger(path);
    void ledger.run('1/0/a', '1/0', quiet, ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
    await ledger.close();
    expect(await new StepLedger(path).run('1/0/a', '1/0', quiet, async ({ resumed }) => resumed)).toBe(true);
  });

  it('forgets by job, opcode or step, and nothing else', async () => {
    const ledger = new StepLedger(path);
    for (const job of ['1/0', '1/1', '10/0', '2/0']) await ledger.run(`${job}/a`, job, quiet, async () => 0);
    await ledger.forget(['1']);
    expect(ledger.size).toBe(2);
    await ledger.forget(['10/0', '2/0/a', '77']);
    expect(ledger.size).toBe(0);
  });

  it('stays small and quick over many jobs', async () => {
    const ledger = new StepLedger(path);
    const started = performance.now();
    for (let job = 0; job < 1000; job += 1) {
      await ledger.run(`${job}/0/a`, `${job}/0`, quiet, async () => ({}));
      await ledger.forget([String(job)]);
    }
    expect((performance.now() - started) / 1000).toBeLessThan(5);
    expect(readFileSync(path).length).toBeLessThan(200_000);
  });
});
