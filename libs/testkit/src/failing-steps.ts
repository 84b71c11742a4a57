import { OpExecError } from '@ganeti/errors';
import type { NodeMethod } from '@ganeti/node-api';
import type { UnitWorld } from './unit-world';

export interface FailingSteps {
  /** Steps of this kind, and all after them, are past the point of no return: they are not failed. */
  readonly final?: (step: string, method: NodeMethod) => boolean;
  /** Steps whose failure is only a warning. */
  readonly tolerated?: (step: string) => boolean;
}

/**
 * Runs an opcode again and again; each time the next one of its calls fails, and everything has to be as it was before. The last run,
 * in which none is left to fail, succeeds. Answers the steps that failed. Throws when a run leaves something or does not fail.
 */
export async function failEachStep(world: UnitWorld, opcode: Readonly<Record<string, unknown>>, { final, tolerated }: FailingSteps = {}): Promise<string[]> {
  const before = await world.snapshot();
  const failed: string[] = [];
  for (;;) {
    let seen = 0;
    let now: string | null = null;
    let past = false;
    world.nodes.onStep = (when, _node, method, step) => {
      if (when === 'before' || now !== null || past || method === 'Hooks.Run') return;
      past = final?.(step, method) === true;
      if (past || tolerated?.(step) === true || seen++ !== failed.length) return;
      now = step.replace(/^\d+\/\d+\//, '');
      throw new OpExecError(`told to fail after ${method}`);
    };
    const ended = await world.run(opcode);
    world.nodes.onStep = () => undefined;
    if (now === null) {
      if (ended.status !== 'success') throw new Error(`Nothing was told to fail, but the job ended so: ${JSON.stringify(ended)}`);
      return failed;
    }
    if (ended.status !== 'error') throw new Error(`${String(now)} failed, but the job ended so: ${JSON.stringify(ended)}`);
    const after = await world.snapshot();
    if (JSON.stringify(after) !== JSON.stringify(before)) {
      const lines = [...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`), ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)];
      throw new Error(`${String(now)} failed, and this has changed:\n${lines.join('\n')}`);
    }
    failed.push(now);
  }
}
