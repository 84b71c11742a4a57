/** Instances that are not as they should be: those that are down are started, those whose user stopped them are recorded so. */
import type { Instance } from '@ganeti/objects';
import type { Attempts } from './attempts';
import type { Order, Submitter } from './submitter';
import type { Act, WatcherParts } from './types';

export interface DutyParts extends Pick<WatcherParts, 'config' | 'live' | 'statusOf' | 'clock' | 'jobs'> {
  readonly attempts: Attempts;
  readonly submitter: Submitter;
  readonly tell: (act: Act) => void;
}

type Help = 'restart' | 'user-shutdown';

/** Only what its primary node tells for sure: an instance on a node that is silent or offline may run there. */
const helpFor: Readonly<Record<string, Help>> = { ERROR_down: 'restart', USER_down: 'user-shutdown' };

export async function helpInstances(parts: DutyParts): Promise<void> {
  const { config, statusOf, attempts, submitter } = parts;
  const busy = submitter.busy();
  const orders: (Order & { readonly key: string })[] = [];
  for (const instance of config.view.all('instance')) {
    if (instance.forthcoming || busy.has(instance.name) || busy.has(instance.uuid)) continue;
    const status = statusOf(instance);
    const help = instance.admin_state === 'up' ? helpFor[status] : undefined;
    for (const each of ['restart', 'user-shutdown'] as const) if (each !== help) noNeed(parts, instance, status, each);
    if (help === undefined) continue;
    const order = orderFor(help, instance);
    if (mayTry(parts, order)) orders.push(order);
  }
  const jobs = await submitter.submit(orders);
  orders.forEach(({ key }, index) => {
    if (jobs[index] !== null) attempts.tried(key, parts.clock.now());
  });
}

/** Says once that nothing more is tried. */
export function mayTry({ attempts, clock, tell }: DutyParts, { key, object, why }: { readonly key: string; readonly object: string; readonly why: string }): boolean {
  const now = clock.now();
  const verdict = attempts.verdict(key, now);
  if (verdict === 'give-up') tell({ time: now, what: 'gave-up', object, job: null, text: `${why}, and five tries have not helped; nothing more is tried for eight hours` });
  return verdict === 'try';
}

function orderFor(help: Help, { uuid, name }: Instance): Order & { readonly key: string } {
  const common = { what: help, object: name, key: `${help}/${uuid}` };
  if (help === 'restart') return { ...common, why: `instance ${name} should run, and does not`, opcode: { OP_ID: 'OP_INSTANCE_STARTUP', instance_name: name } };
  return { ...common, why: `instance ${name} was shut down by its user`, opcode: { OP_ID: 'OP_INSTANCE_SHUTDOWN', instance_name: name, admin_state_source: 'user' } };
}

function noNeed({ attempts, clock }: DutyParts, { uuid, admin_state }: Instance, status: string, help: Help): void {
  if (status === 'running') attempts.well(`${help}/${uuid}`, clock.now());
  else if (admin_state !== 'up') attempts.forget(`${help}/${uuid}`);
}
