import { isStepName } from './journal';
import type { CheckContext, RunContext } from './logical-unit';
import type { Steps } from './steps';

/** What a LogicalUnit's `run` gets. */
export function runContext(check: CheckContext, steps: Steps, postHooks: RunContext['postHooks']): RunContext {
  const context: Omit<RunContext, keyof CheckContext> = {
    call(step, node, method, request, options) {
      refuseOwnNames(step);
      return steps.call(step, node, method, request, options);
    },
    update(step, fn, options) {
      refuseOwnNames(step);
      return steps.update(step, fn, options?.undo ?? true);
    },
    callOrLeave(step, node, method, request, options) {
      refuseOwnNames(step);
      return steps.callOrLeave(step, node, method, request, options);
    },
    record(step, fn) {
      refuseOwnNames(step);
      return steps.record(step, fn);
    },
    keep(step) {
      refuseOwnNames(step);
      return steps.keep(step);
    },
    releaseLocks: (level, names) => steps.changeLocks(level, names, null),
    downgradeLocks: (level, names) => steps.changeLocks(level, names, 'shared'),
    postHooks,
    sleep: (seconds) => steps.sleep(seconds),
  };
  return Object.assign(Object.create(check) as CheckContext, context);
}

function refuseOwnNames(step: string): void {
  if (!isStepName(step)) throw new Error(`A step cannot be called '${step}'`);
}
