/** Disks that should be active and are not: after a reboot of a secondary node, and those that a look at each group finds. */
import type { Instance, Json } from '@ganeti/objects';
import { mayTry, type DutyParts } from './instances';
import type { Order } from './submitter';

/** Their nodes cannot help them. */
const helpless: ReadonlySet<string> = new Set(['ERROR_nodeoffline', 'ERROR_nodedown']);

export class DiskDuty {
  /** Jobs that look at a group, by group. */
  private readonly looking = new Map<string, number>();
  private lastLook = -Infinity;

  constructor(
    private readonly parts: DutyParts,
    private readonly boots: Map<string, string>,
    private readonly verifySeconds: number,
  ) {}

  async round(): Promise<void> {
    await this.afterReboots();
    const now = this.parts.clock.now();
    if (now - this.lastLook < this.verifySeconds) return;
    this.lastLook = now;
    await this.look();
  }

  /** A node that has another boot id than the last time has lost what was active on it. Its own instances are down, and started. */
  private async afterReboots(): Promise<void> {
    const { config, live } = this.parts;
    for (const { uuid, name, offline } of config.view.all('node')) {
      const { reachable, resources } = live.node(uuid);
      if (offline || !reachable || resources === null || resources.boot_id === '') continue;
      const known = this.boots.get(uuid);
      this.boots.set(uuid, resources.boot_id);
      if (known === undefined || known === resources.boot_id) continue;
      const instances = [...config.view.secondariesOf(uuid)].flatMap((each) => config.view.get('instance', each) ?? []);
      await this.activate(instances.filter(({ disks_active: active }) => active), () => `node ${name} was rebooted`);
    }
    for (const uuid of [...this.boots.keys()]) if (config.view.get('node', uuid) === undefined) this.boots.delete(uuid);
  }

  private async look(): Promise<void> {
    const { config, submitter } = this.parts;
    const groups = [...config.view.all('nodegroup')].filter(({ uuid }) => !this.isLooking(uuid) && this.hasMirrors(uuid));
    const jobs = await submitter.submit(
      groups.map(({ name }): Order => ({
        what: 'verify-disks',
        object: name,
        why: `a look at the disks of group ${name}`,
        opcode: { OP_ID: 'OP_GROUP_VERIFY_DISKS', group_name: name },
      })),
    );
    groups.forEach(({ uuid }, index) => {
      const job = jobs[index];
      if (typeof job === 'number') this.looking.set(uuid, job);
    });
  }

  private isLooking(group: string): boolean {
    const job = this.looking.get(group);
    return job !== undefined && this.parts.jobs.get(job)?.end === null;
  }

  private hasMirrors(group: string): boolean {
    const { view } = this.parts.config;
    for (const node of view.nodesOf(group)) {
      for (const uuid of view.primariesOf(node)) {
        const instance = view.get('instance', uuid);
        if (instance?.disks_active === true && instance.disks.length > 0) return true;
      }
    }
    return false;
  }

  /** Whether the job looks at a group. */
  looksBy(job: number): boolean {
    return this.looking.size > 0 && [...this.looking.values()].includes(job);
  }

  /** A job that looked at a group has ended: what it found is repaired. */
  async ended(job: number): Promise<void> {
    const group = [...this.looking].find(([, id]) => id === job)?.[0];
    if (group === undefined) return;
    this.looking.delete(group);
    const { jobs, config } = this.parts;
    const [op] = jobs.get(job)?.ops ?? [];
    if (op?.status !== 'success' || !Array.isArray(op.result)) return;
    const [, inactive, missing] = op.result as unknown as [Json, readonly string[], Readonly<Record<string, Json>>];
    const found = inactive.filter((name) => missing[name] === undefined).flatMap((name) => config.view.instance(name) ?? []);
    this.noteWell(group, new Set(inactive));
    await this.activate(found, ({ name }) => `disks of instance ${name} are not active`);
  }

  private noteWell(group: string, inactive: ReadonlySet<string>): void {
    const { view } = this.parts.config;
    for (const node of view.nodesOf(group)) {
      for (const uuid of view.primariesOf(node)) {
        if (!inactive.has(view.get('instance', uuid)?.name ?? '')) this.parts.attempts.well(`activate-disks/${uuid}`, this.parts.clock.now());
      }
    }
  }

  private async activate(instances: readonly Instance[], why: (instance: Instance) => string): Promise<void> {
    const { submitter, statusOf, attempts, clock } = this.parts;
    const busy = submitter.busy();
    const orders = instances
      .filter((instance) => !busy.has(instance.name) && !helpless.has(statusOf(instance)))
      .map((instance) => ({
        what: 'activate-disks' as const,
        object: instance.name,
        key: `activate-disks/${instance.uuid}`,
        why: why(instance),
        opcode: { OP_ID: 'OP_INSTANCE_ACTIVATE_DISKS', instance_name: instance.name },
      }))
      .filter((order) => mayTry(this.parts, order));
    const jobs = await submitter.submit(orders);
    orders.forEach(({ key }, index) => {
      if (jobs[index] !== null) attempts.tried(key, clock.now());
    });
  }

}
