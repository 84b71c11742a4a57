/**
 * Xen through `xl`: one driver for each kind of guest; both see only their own. See docs/hypervisors.md.
 * A guest's config is kept at /etc/xen/<instance> while it runs: a reboot starts it with that.
 * Errors: OpExecError.
 */
import { readFile, rename, rm, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { InstanceReceived } from '@ganeti/node-api';
import { sizeOf, type GuestDisk, type GuestStatus, type HostResources, type Hypervisor, type MigrateOptions } from '@ganeti/node-hypervisor';
import { writeFileDurably, type Clock, type DetachedLauncher, type ProcessRunner } from '@ganeti/runtime';
import { changeMemory } from './balloon';
import { domainConfig, withMemory } from './config';
import { describeDomain } from './domain';
import { DomainWatch } from './domain-watch';
import { XenMigration } from './migration';
import { receivedParameters, type XenKind } from './parameters';
import { validateParameters } from './validate';
import { Xl, type DomainInfo } from './xl';

export interface XenOptions {
  readonly kind: XenKind;
  readonly runner: ProcessRunner;
  readonly detached: DetachedLauncher;
  readonly clock: Clock;
  /** /etc/xen */
  readonly configDir: string;
  /** /var/run/ganeti/xen-hypervisor */
  readonly runDir: string;
  /** /var/log/ganeti/xen */
  readonly logDir: string;
  /** Certificate with key of this node, and the cluster's CA: what both ends of a migration show. */
  readonly tls: { readonly bundle: string; readonly ca: string };
  /** Whether users may shut their guests down (ssconf enabled_user_shutdown). */
  readonly userShutdown: () => Promise<boolean>;
}

const DOMAIN_0 = 'Domain-0';
/** Seconds a rebooting domain may be away, and between two looks. */
const REBOOT_SECONDS = 180;
const LOOK_SECONDS = 1;

export class XenHypervisor implements Hypervisor {
  readonly name: XenKind;
  readonly #options: XenOptions;
  readonly #xl: Xl;
  readonly #watch: DomainWatch;
  readonly #migration: XenMigration;

  constructor(options: XenOptions) {
    this.name = options.kind;
    this.#options = options;
    this.#xl = new Xl(options.runner);
    this.#watch = new DomainWatch({ runner: options.runner, clock: options.clock, list: () => this.list() });
    this.#migration = new XenMigration({ ...options, xl: this.#xl, config: (name) => this.#configPath(name), tell: (name) => this.#watch.tell(name) });
  }

  async start(instance: InstanceReceived, { paused, disks }: { readonly paused: boolean; readonly disks: readonly GuestDisk[] }): Promise<void> {
    const { name } = instance;
    const known = (await this.#xl.list()).get(name);
    if (known !== undefined && known.state !== 'shutdown') return;
    if (known !== undefined) await this.#destroy(name);
    const { memory } = sizeOf(instance);
    const { freeMemory } = await this.#xl.info();
    if (memory > freeMemory) throw new OpExecError(`Instance ${name} does not fit on this node: ${memory} MiB of memory wanted, ${freeMemory} MiB free; stop or move other instances`);
    await writeFileDurably(this.#configPath(name), domainConfig(await describeDomain(this.name, instance, disks, await this.#options.userShutdown())), { mode: 0o600 });
    await this.#create(name, paused);
    await this.#watch.tell(name);
  }

  async stop({ name }: InstanceReceived, timeoutSeconds: number): Promise<void> {
    const { clock } = this.#options;
    const known = (await this.#xl.list()).get(name);
    if (known !== undefined) {
      if (timeoutSeconds > 0 && known.state === 'running') {
        // Refused by a guest without the drivers for it: then it gets no time.
        const asked = await this.#xl.run(['shutdown', name]).then(() => true, () => false);
        for (const until = clock.now() + timeoutSeconds; asked && clock.now() < until && (await this.#isUp(name)); ) await clock.sleep(LOOK_SECONDS);
      }
      if ((await this.#xl.list()).has(name)) await this.#destroy(name);
    }
    await rm(this.#configPath(name), { force: true });
    await this.#watch.tell(name);
  }

  async reboot({ name }: InstanceReceived, type: 'soft' | 'hard', { timeoutSeconds }: { readonly timeoutSeconds: number; readonly disks: readonly GuestDisk[] }): Promise<void> {
    const { clock } = this.#options;
    const before = await this.#running(name);
    if (type === 'soft' && (await this.#xl.run(['reboot', name]).then(() => true, () => false))) {
      // A new domain of this name is the sign that it has come up again.
      for (const until = clock.now() + Math.max(timeoutSeconds, REBOOT_SECONDS); clock.now() < until; await clock.sleep(LOOK_SECONDS)) {
        const now = (await this.#xl.list()).get(name);
        if (now !== undefined && now.id !== before.id) return this.#watch.tell(name);
      }
      throw new OpExecError(`Instance ${name} has not rebooted within ${Math.max(timeoutSeconds, REBOOT_SECONDS)} s; reboot it hard`);
    }
    await this.#destroy(name);
    await this.#create(name, false);
    await this.#watch.tell(name);
  }

  /** Throws when the guest's balloon does not follow; then it keeps what it had. */
  async setMemory({ name }: InstanceReceived, memory: number): Promise<void> {
    const { memory: before } = await this.#running(name);
    await changeMemory(this.#xl, this.#options.clock, { name, before, memory, now: async () => (await this.#running(name)).memory });
    const config = await readFile(this.#configPath(name), 'utf8').catch(() => '');
    if (config !== '') await writeFileDurably(this.#configPath(name), withMemory(config, memory), { mode: 0o600 });
    await this.#watch.tell(name);
  }

  async list(): Promise<GuestStatus[]> {
    const domains = await this.#xl.list();
    const states = await Promise.all([...domains].map(async ([name, info]) => ((await this.#isOurs(name)) ? statusOf(name, info) : null)));
    return states.filter((state) => state !== null);
  }

  async status(name: string): Promise<GuestStatus | null> {
    const info = (await this.#xl.list()).get(name);
    return info === undefined ? null : statusOf(name, info);
  }

  async resources(): Promise<HostResources> {
    const [info, domains] = await Promise.all([this.#xl.info(), this.#xl.list()]);
    const dom0 = domains.get(DOMAIN_0);
    return {
      memoryTotal: info.totalMemory,
      memoryFree: info.freeMemory,
      memoryDom0: dom0?.memory ?? 0,
      cpuTotal: info.processors,
      cpuNodes: info.nodes,
      cpuSockets: Math.max(1, Math.floor(info.processors / (info.coresPerSocket * info.threadsPerCore))),
      cpuDom0: dom0?.vcpus ?? 0,
    };
  }

  onChange(listener: (names: readonly string[]) => void): () => void {
    return this.#watch.onChange(listener);
  }

  validate(hvparams: Readonly<Record<string, unknown>>): Promise<string[]> {
    return validateParameters(this.name, hvparams);
  }

  async verify(): Promise<string[]> {
    try {
      await this.#xl.info();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  }

  async version(): Promise<string> {
    return (await this.#xl.info()).version;
  }

  async migrationInfo({ name }: InstanceReceived): Promise<{ info: Buffer; migratable: boolean; reason: string }> {
    const info = (await this.#xl.list()).get(name);
    const state = info === undefined ? null : statusOf(name, info)?.state;
    if (state !== 'running' && state !== 'paused') return { info: Buffer.alloc(0), migratable: false, reason: `Instance ${name} does not run on this node` };
    return { info: await readFile(this.#configPath(name)).catch(() => Buffer.alloc(0)), migratable: true, reason: '' };
  }
  acceptMigration(instance: InstanceReceived, info: Buffer, address: string): Promise<void> {
    return this.#migration.accept(instance, this.#port(instance), info, address);
  }
  migrate(instance: InstanceReceived, targetAddress: string, options: MigrateOptions): Promise<void> {
    return this.#migration.send(instance, this.#port(instance), targetAddress, options);
  }
  finishMigrationSource(instance: InstanceReceived, success: boolean): Promise<void> {
    return this.#migration.finishSource(instance, success);
  }
  finishMigrationTarget(instance: InstanceReceived, info: Buffer, success: boolean): Promise<void> {
    return this.#migration.finishTarget(instance, info, success);
  }

  async close(): Promise<void> {
    this.#watch.close();
  }

  #port({ hvparams }: InstanceReceived): number {
    return receivedParameters(this.name, hvparams).migration_port;
  }

  #configPath(name: string): string {
    return join(this.#options.configDir, name);
  }

  /** Both drivers see all domains; a config says whose it is. Domains of others, and those on their way, are nobody's. */
  async #isOurs(name: string): Promise<boolean> {
    const text = await readFile(this.#configPath(name), 'utf8').catch(() => '');
    return text !== '' && /^type = "hvm"$/m.test(text) === (this.name === 'xen-hvm');
  }

  async #isUp(name: string): Promise<boolean> {
    const info = (await this.#xl.list()).get(name);
    return info !== undefined && info.state !== 'shutdown' && info.state !== 'dying';
  }

  async #running(name: string): Promise<DomainInfo> {
    const info = (await this.#xl.list()).get(name);
    if (info === undefined || info.state === 'shutdown' || info.state === 'crashed') throw new OpExecError(`Instance ${name} does not run on this node; start it first`);
    return info;
  }

  /** One that is just going by itself is no failure, though xl says so. */
  async #destroy(name: string): Promise<void> {
    await this.#xl.run(['destroy', name]).catch(async (error: unknown) => {
      const left = (await this.#xl.list()).get(name);
      if (left !== undefined && left.state !== 'dying') throw error;
    });
  }

  /** On failure the config is kept with the logs, for people to look at. */
  async #create(name: string, paused: boolean): Promise<void> {
    try {
      await this.#xl.run(['create', ...(paused ? ['-p'] : []), this.#configPath(name)]);
    } catch (error) {
      const kept = join(this.#options.logDir, `${name}.cfg`);
      await mkdir(this.#options.logDir, { recursive: true });
      await rename(this.#configPath(name), kept).catch(() => undefined);
      throw new OpExecError(`Instance ${name} cannot be started: ${(error as Error).message}; its config is at ${kept}`);
    }
  }
}

function statusOf(name: string, { state, memory, vcpus, cpuSeconds }: DomainInfo): GuestStatus | null {
  // What is left of one that is being destroyed is not a guest any more.
  return state === 'dying' ? null : { name, state, memory, vcpus, cpuSeconds };
}
