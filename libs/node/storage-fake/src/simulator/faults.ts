/**
 * Faults on demand. `simulator/faults.json` in the node's state directory is a list of rules, read again whenever it changes:
 *
 *   [{"operation": "drbd.create", "object": "*", "kind": "fail", "message": "disk on fire", "times": 1}]
 *
 * operation  pattern (`*` matches anything) of a driver's operation (`plain.create`, `hypervisor.start`) or a call (`Blocks.Create`)
 * object     pattern of what it is done to; left out: anything
 * kind       fail    an error with `message`
 *            delay   goes on after `seconds`
 *            hang    does not go on until the rule is gone; with `seconds`: at the latest then, with an error
 *            crash   noded dies as by kill -9
 *            ignore  what is asked of a guest is not done (`guest.shutdown`)
 * when       before (default) or after the effect: an error after it is one whose work was done
 * times      how often it strikes; left out: always. Strikes are remembered over a restart until the file changes.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { GenericError, OpExecError } from '@ganeti/errors';
import { DurableMap } from '@ganeti/node-storage';
import type { Clock } from '@ganeti/runtime';

const rule = z.strictObject({
  operation: z.string().min(1),
  object: z.string().default('*'),
  kind: z.enum(['fail', 'delay', 'hang', 'crash', 'ignore']),
  when: z.enum(['before', 'after']).default('before'),
  seconds: z.number().nonnegative().optional(),
  times: z.int().positive().optional(),
  message: z.string().optional(),
});
export const faultRules = z.array(rule);
export type FaultRule = z.infer<typeof rule>;

/** How often a hanging operation looks whether its rule is gone. */
const HANG_LOOK_SECONDS = 0.1;

interface Armed extends FaultRule {
  /** Names the rule in the memory of strikes. */
  readonly id: string;
  readonly operationPattern: RegExp;
  readonly objectPattern: RegExp;
}

export class Faults {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #strikes: DurableMap<number>;
  #version = '';
  #rules: readonly Armed[] = [];

  constructor(dir: string, clock: Clock) {
    this.#path = join(dir, 'faults.json');
    this.#strikes = new DurableMap(join(dir, 'faults-struck.log'));
    this.#clock = clock;
  }

  /** Suffers the first rule that matches. Throws what the rule says. */
  async strike(operation: string, object: string, when: FaultRule['when'], signal?: AbortSignal): Promise<void> {
    const hit = this.#hit(operation, object, (candidate) => candidate.kind !== 'ignore' && candidate.when === when);
    if (hit === undefined) return;
    switch (hit.kind) {
      case 'fail':
        throw new OpExecError(hit.message ?? `${operation} of ${object} failed as faults.json demands`);
      case 'delay':
        await this.#clock.sleep(hit.seconds ?? 1, signal);
        return;
      case 'hang':
        await this.#hang(hit, operation, object, signal);
        return;
      case 'crash':
        process.kill(process.pid, 'SIGKILL');
        // The signal is on its way; nothing more must happen.
        await new Promise(() => undefined);
        return;
      case 'ignore':
        return;
    }
  }

  /** Whether what is asked of this object is to be ignored. */
  ignores(operation: string, object: string): boolean {
    return this.#hit(operation, object, (candidate) => candidate.kind === 'ignore') !== undefined;
  }

  async #hang(rule: Armed, operation: string, object: string, signal?: AbortSignal): Promise<void> {
    const until = rule.seconds === undefined ? Infinity : this.#clock.now() + rule.seconds;
    while (this.#read().some(({ id }) => id === rule.id)) {
      if (this.#clock.now() >= until) throw new OpExecError(rule.message ?? `${operation} of ${object} did not end in time`);
      await this.#clock.sleep(Math.min(HANG_LOOK_SECONDS, until - this.#clock.now()), signal);
    }
  }

  #hit(operation: string, object: string, eligible: (rule: Armed) => boolean): Armed | undefined {
    for (const candidate of this.#read()) {
      if (!eligible(candidate) || !candidate.operationPattern.test(operation) || !candidate.objectPattern.test(object)) continue;
      if (candidate.times === undefined) return candidate;
      const struck = this.#strikes.get(candidate.id) ?? 0;
      if (struck >= candidate.times) continue;
      this.#strikes.set(candidate.id, struck + 1);
      return candidate;
    }
    return undefined;
  }

  #read(): readonly Armed[] {
    const stat = statSync(this.#path, { throwIfNoEntry: false });
    const version = stat === undefined ? '' : `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
    if (version === this.#version) return this.#rules;
    this.#rules = stat === undefined ? [] : this.#parse(readFileSync(this.#path, 'utf8'), version);
    this.#version = version;
    return this.#rules;
  }

  #parse(text: string, version: string): Armed[] {
    let rules: FaultRule[];
    try {
      rules = faultRules.parse(JSON.parse(text));
    } catch (error) {
      throw new GenericError(`${this.#path} cannot be used: ${(error as Error).message}`);
    }
    const file = createHash('sha256').update(version).update(text).digest('hex').slice(0, 16);
    return rules.map((parsed, index) => ({
      ...parsed,
      id: `${file}:${index}`,
      operationPattern: pattern(parsed.operation),
      objectPattern: pattern(parsed.object),
    }));
  }
}

/** `*` matches anything, everything else itself. */
function pattern(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
