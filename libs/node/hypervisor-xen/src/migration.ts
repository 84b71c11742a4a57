/**
 * Moving a domain: `xl migrate` on one node talks to `xl migrate-receive` on the other through a TLS connection that `socat` holds,
 * with the nodes' certificates on both ends. Both run on when the node daemon is restarted, and are found again by their pid files.
 *
 * xl's names on the way: `<name>--incoming` on the target until all of it is there; `<name>--migratedaway` on the source when it is
 * about to be destroyed.
 */
import { isIP } from 'node:net';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import { sizeOf, type MigrateOptions } from '@ganeti/node-hypervisor';
import { writeFileDurably } from '@ganeti/runtime';
import { LongRunning } from './processes';
import type { XenOptions } from './xen';
import type { Xl } from './xl';

export interface XenMigrationOptions extends XenOptions {
  readonly xl: Xl;
  readonly config: (name: string) => string;
  readonly tell: (name: string) => Promise<void>;
}

const LOOK_SECONDS = 0.5;
const LISTENING_SECONDS = 0.05;
const LISTENS = /listening on/;
/** For a guest that has just been started. */
const READY_SECONDS = 30;
/** Until the target's last steps are done, after the source's. */
const ARRIVAL_SECONDS = 60;
/** Ports that listen for a guest give up when nobody comes for so long. */
const LISTEN_SECONDS = 24 * 3600;

export class XenMigration {
  readonly #options: XenMigrationOptions;
  constructor(options: XenMigrationOptions) {
    this.#options = options;
  }

  /** On the target. */
  async accept(instance: InstanceReceived, port: number, _info: Buffer, address: string): Promise<void> {
    const { xl, tls } = this.#options;
    const { name } = instance;
    if ((await xl.list()).has(name)) throw new OpExecError(`Instance ${name} runs on this node already and cannot be received here; clean up the migration first`);
    const receiver = this.#receiver(name);
    if (await receiver.runs()) return;
    const { memory } = sizeOf(instance);
    const { freeMemory } = await xl.info();
    if (memory > freeMemory) throw new OpExecError(`Instance ${name} does not fit on this node: ${memory} MiB of memory wanted, ${freeMemory} MiB free; stop or move other instances`);
    const listen = [`OPENSSL-LISTEN:${port}`, `bind=${host(address)}`, `pf=${isIP(address) === 6 ? 'ip6' : 'ip4'}`, 'reuseaddr', `accept-timeout=${LISTEN_SECONDS}`, ...secured(tls)].join(',');
    // socat splits the command at blanks; there is no shell. Told to, it says when it listens.
    await receiver.start('socat', ['-d', '-d', listen, 'EXEC:xl migrate-receive']);
    while (!LISTENS.test(await receiver.output())) {
      if (await receiver.runs()) await this.#options.clock.sleep(LISTENING_SECONDS);
      else if (!LISTENS.test(await receiver.output())) {
        await receiver.forget();
        throw new OpExecError(`Instance ${name} cannot be received at ${address}, port ${port}: ${lastWords(await receiver.output())}; when another instance is on its way to this node, try again after it`);
      }
    }
  }

  /** On the source. */
  async send({ name }: InstanceReceived, port: number, address: string, { progress, signal }: MigrateOptions): Promise<void> {
    const { xl, clock, tls } = this.#options;
    const sender = this.#sender(name);
    if (!(await sender.runs())) {
      const domain = (await xl.list()).get(name);
      if (domain === undefined) {
        if (!(await this.#wasSent(name))) throw new OpExecError(`Instance ${name} does not run on this node; start it first`);
        return progress(100, 'memory has been copied');
      }
      await this.#ready(domain.id, signal);
      // Without a program that takes a host, xl hands this to a shell: beside our own paths there is only an address and a number in it.
      if (isIP(address) === 0) throw new OpExecError(`Instance ${name} cannot be sent to "${address}", which is no IP address`);
      const channel = `socat STDIO ${[`OPENSSL:${host(address)}:${port}`, ...secured(tls), 'no-sni=1'].join(',')}`;
      await sender.start('xl', ['migrate', '-s', '', name, channel]);
    }
    let told = -1;
    while (await sender.runs()) {
      const percent = lastPercent(await sender.output());
      if (percent > told && percent < 100) progress((told = percent), 'copying memory');
      await clock.sleep(LOOK_SECONDS, signal).catch(() => undefined);
      if (signal?.aborted) return;
    }
    if ((await xl.list()).has(name)) {
      await sender.forget();
      throw new OpExecError(`Instance ${name} did not reach ${address}: ${lastWords(await sender.output())}`);
    }
    progress(100, 'memory has been copied');
  }

  /** A paravirtual guest is suspended by its own kernel, which says when it has come so far. Some never say it: then xl finds out. */
  async #ready(domain: number, signal?: AbortSignal): Promise<void> {
    const { kind, xl, clock } = this.#options;
    if (kind === 'xen-hvm') return;
    for (const until = clock.now() + READY_SECONDS; clock.now() < until && !signal?.aborted && !(await xl.canSuspend(domain)); ) await clock.sleep(LOOK_SECONDS, signal).catch(() => undefined);
  }

  async finishSource({ name }: InstanceReceived, success: boolean): Promise<void> {
    const { xl, config, tell } = this.#options;
    const away = `${name}--migratedaway`;
    const domains = await xl.list();
    if (success) {
      if (domains.has(name)) throw new OpExecError(`Instance ${name} has not left this node; look where it runs and clean up the migration`);
      if (domains.has(away)) await xl.run(['destroy', away]);
      await rm(config(name), { force: true });
    } else {
      if (!domains.has(name) && !domains.has(away)) {
        if (await this.#wasSent(name)) throw new OpExecError(`Instance ${name} has left this node; look where it runs and clean up the migration`);
        return;
      }
      await this.#sender(name).stop();
      if (!domains.has(name)) await xl.run(['rename', away, name]);
      if ((await xl.list()).get(name)?.state === 'paused') await xl.run(['unpause', name]);
    }
    await this.#forget(name);
    await tell(name);
  }

  async finishTarget({ name }: InstanceReceived, info: Buffer, success: boolean): Promise<void> {
    const { xl, clock, config, tell } = this.#options;
    const incoming = `${name}--incoming`;
    if (success) {
      for (const until = clock.now() + ARRIVAL_SECONDS; !(await xl.list()).has(name); await clock.sleep(LOOK_SECONDS)) {
        if (!(await this.#receiver(name).runs()) || clock.now() > until) throw new OpExecError(`Instance ${name} has not arrived on this node; look where it runs and clean up the migration`);
      }
      if (info.length > 0) await writeFileDurably(config(name), info, { mode: 0o600 });
      if ((await xl.list()).get(name)?.state === 'paused') await xl.run(['unpause', name]);
    } else {
      const domains = await xl.list();
      if (domains.has(name)) throw new OpExecError(`Instance ${name} has arrived on this node and is nowhere else; clean up the migration`);
      await this.#receiver(name).stop();
      if (domains.has(incoming)) await xl.run(['destroy', incoming]);
    }
    await this.#receiver(name).forget();
    await tell(name);
  }

  #process(name: string, what: string): LongRunning {
    const { runDir, logDir, detached } = this.#options;
    return new LongRunning(detached, { pid: join(runDir, `${name}.${what}.pid`), output: join(logDir, `${name}.${what}.log`) });
  }
  #sender(name: string): LongRunning {
    return this.#process(name, 'migrate');
  }
  #receiver(name: string): LongRunning {
    return this.#process(name, 'receive');
  }

  /** A sending was begun, and not forgotten since. */
  #wasSent(name: string): Promise<boolean> {
    return this.#sender(name).known();
  }
  async #forget(name: string): Promise<void> {
    await this.#sender(name).forget();
  }
}

const host = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address);

/**
 * Both ends show a certificate of the cluster; whose it is makes no difference to socat, only that the CA has issued it. Whoever calls
 * says so by `no-sni` too: an empty name is refused as a server's name (socat 1.7.4).
 */
const secured = ({ bundle, ca }: XenOptions['tls']): string[] => [`cert=${bundle}`, `cafile=${ca}`, 'verify=1', 'commonname='];

/** `xl migrate` counts in percent, again from 0 in each round; -1: it has not begun. */
export function lastPercent(output: string): number {
  const percents = [...output.matchAll(/(\d+)%/g)].map(([, percent]) => Number(percent));
  return percents.length === 0 ? -1 : Math.max(...percents);
}

const lastWords = (output: string): string => output.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== '' && !/%/.test(line)).slice(-3).join('; ') || 'xl migrate ended without a word';
