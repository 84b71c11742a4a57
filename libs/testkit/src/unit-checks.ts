/** What tests of LogicalUnits say again and again: run an opcode of a UnitWorld, and expect success or refusal. */
import type { Ended } from './unit-master';
import type { UnitWorld } from './unit-world';

export interface UnitChecks {
  /** Runs `OP_<id>` to its end. */
  op(id: string, params: object): Promise<Ended>;
  /** Throws with result and log when it has not succeeded. */
  good(ended: Promise<Ended>): Promise<Ended>;
  /** Throws unless it fails, and leaves cluster and nodes as they were. Answers class, code and text of the error. */
  failure(ended: Promise<Ended>): Promise<[className: string, code: string | undefined, text: string]>;
}

/** `world`: asked anew each time, since each test has its own. */
export function unitChecks(world: () => UnitWorld): UnitChecks {
  /** How the world was before an operation began. */
  const before = new WeakMap<Promise<Ended>, Promise<string[]>>();
  const op: UnitChecks['op'] = (id, params) => {
    const state = world().snapshot();
    const ended = state.then(() => world().run({ OP_ID: `OP_${id}`, ...params }));
    before.set(ended, state);
    return ended;
  };
  const good: UnitChecks['good'] = async (ended) => {
    const result = await ended;
    if (result.status !== 'success') throw new Error(`The job should have succeeded: ${JSON.stringify(result)}`);
    return result;
  };
  return {
    op,
    good,
    async failure(ended) {
      const state = before.get(ended) ?? world().snapshot();
      const { status, result, log } = await ended;
      if (status !== 'error') throw new Error(`The job should have failed: ${JSON.stringify({ status, result, log })}`);
      const [lost, came] = difference(await state, await world().snapshot());
      if (lost.length + came.length > 0) throw new Error(`The job failed and left a change behind.\nGone:\n${lost.join('\n')}\nNew:\n${came.join('\n')}`);
      const [className, [text, code]] = result as [string, [string, string?]];
      return [className, code, text];
    },
  };
}

/** Parameters of OP_INSTANCE_CREATE: diskless, without network cards, with OS noop, started, and no checks of name and address. */
export function creation(instance_name: string, more: object = {}): object {
  return { instance_name, mode: 'create', disk_template: 'diskless', disks: [], nics: [], os_type: 'noop', name_check: false, ip_check: false, ...more };
}

function difference(before: readonly string[], after: readonly string[]): [lost: string[], came: string[]] {
  return [before.filter((line) => !after.includes(line)), after.filter((line) => !before.includes(line))];
}
