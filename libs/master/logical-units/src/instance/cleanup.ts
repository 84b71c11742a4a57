/** After a move that was cut off: the instance is recorded where it runs, and its disks are opened there only. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext, RunContext } from '@ganeti/master-jobs';
import type { Disk, Instance } from '@ganeti/objects';
import { instanceMessage } from '../common/instance-message';
import { disksOf, runningOn, secondariesOf, setPrimary } from '../common/instance-state';
import { instanceBy, nodeBy, nodeName } from '../common/lookup';
import { Mirror } from '../common/mirror';
import { namedTarget, type AskedTarget } from '../common/move-target';
import { checkOnline } from '../common/node-checks';
import type { Plain } from '../common/plain';
import { toSinglePrimary } from './migrate-steps';

/** Where the instance turned out to run (`target`), and the node it is not on. */
export type CleanupPlan = {
  readonly instance: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly disks: readonly Plain<Disk>[];
};
/** Throws OpPrereqError when it runs on no node or on several. */
export async function planCleanup(asked: AskedTarget, cx: CheckContext, instance: Instance): Promise<CleanupPlan> {
  const { name, primary_node: primary } = instance;
  const others = [...secondariesOf(cx.config, instance), ...namedTarget(cx, asked)].filter((node) => node !== primary);
  const places = [primary, ...new Set(others)];
  places.forEach((node) => checkOnline(nodeBy(cx.config, node)));
  const found: string[] = [];
  for (const node of places) if ((await runningOn(cx, instance, node)) !== null) found.push(node);
  const names = (nodes: readonly string[]): string => nodes.map((node) => nodeName(cx.config, node)).join(' and ');
  if (found.length === 0) {
    throw new OpPrereqError(`Instance ${name} runs neither on ${names(places)}: nothing to clean up, start it or fail it over`, 'wrong_state');
  }
  if (found.length > 1) {
    throw new OpPrereqError(`Instance ${name} runs on ${names(found)} at once; stop the wrong one by hand, then clean up again`, 'wrong_state');
  }
  const target = found[0] as string;
  const source = places.find((node) => node !== target) ?? target;
  return { instance: instance.uuid, name, source, target, disks: disksOf(cx.config, instance.uuid) };
}

export async function runCleanup(cx: RunContext, plan: CleanupPlan): Promise<void> {
  cx.log(`* instance ${plan.name} runs on ${nodeName(cx.config, plan.target)}`);
  const instance = instanceMessage(cx.config, instanceBy(cx.config, plan.instance), { disks: plan.disks, primary: plan.target });
  const finish = (step: string, node: string, source: boolean, success: boolean) => cx.call(step, node, 'Instances.FinishMigration', { instance, source, success });
  if (plan.source !== plan.target) {
    // What is left of it there: a guest that has gone and waits to be ended, or one that waits for memory that will not come.
    await finish('left', plan.source, true, true);
    await finish('not-expected', plan.source, false, false);
  }
  await finish('arrived', plan.target, false, true);
  await finish('stays', plan.target, true, false);
  await cx.update('primary', (tx) => setPrimary(tx, plan.instance, plan.target), { undo: false });
  const mirrored = plan.disks.filter((disk) => disk.dev_type === 'drbd');
  if (mirrored.length === 0) return;
  const mirror = new Mirror(cx, [plan.source, plan.target], mirrored);
  await toSinglePrimary(cx, mirror, plan.name, mirrored, plan.source, plan.target);
}
