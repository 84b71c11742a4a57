/** Making, using and removing the disks of an instance, as steps of a run. */
import { OpExecError } from '@ganeti/errors';
import type { RunContext, StepOptions } from '@ganeti/master-jobs';
import { deviceMessage, type DiskData } from './devices';
import { exclusiveStorage } from './exclusive-storage';
import { nodeName } from './lookup';
import { together } from './together';

const indexOf = (disk: DiskData): number => Number(disk.iv_name.slice('disk/'.length));
/** e.g. "create-disk-0-node1.example.com" */
function step(cx: RunContext, what: string, disk: DiskData, node: string): string {
  return `${what}-disk-${indexOf(disk)}-${nodeName(cx.config, node)}`;
}

/** Text tag on volumes: whose they are. Characters LVM does not take are replaced. */
export const ownerInfo = (instance: string): string => `originstname+${instance.replace(/[^A-Za-z0-9_+.-]/g, '_')}`;

/** Make disks on all their nodes, the primary first. */
export async function createDisks(cx: RunContext, disks: readonly DiskData[], owner: string, primary: string): Promise<void> {
  for (const disk of disks) {
    const device = deviceMessage(cx.config, disk);
    for (const node of disk.nodes) {
      await cx.call(
        step(cx, 'create', disk, node),
        node,
        'Blocks.Create',
        { device, owner, on_primary: node === primary, info: ownerInfo(owner), exclusive_storage: exclusiveStorage(cx.config, node) },
        { undo: [{ node, method: 'Blocks.Remove', request: { device } }], timeoutSeconds: 300 },
      );
    }
  }
}

export interface RemoveOptions {
  /** A failure on this node is only a warning. */
  readonly tolerate?: (node: string) => boolean;
}

/** Remove disks from the nodes they are on, from those that are away when they are back. Cannot be taken back. */
export async function removeDisks(cx: RunContext, disks: readonly DiskData[], options: RemoveOptions = {}): Promise<void> {
  for (const disk of disks) {
    const device = deviceMessage(cx.config, disk);
    for (const node of disk.nodes) {
      await orWarn(cx, node, options.tolerate, `remove ${disk.iv_name}`, () =>
        cx.callOrLeave(step(cx, 'remove', disk, node), node, 'Blocks.Remove', { device }, { timeoutSeconds: 300 }),
      );
    }
  }
}

export interface UseOptions {
  readonly owner: string;
  readonly primary: string;
  /** Tells apart the steps when disks are assembled more than once in a run. */
  readonly prefix?: string;
  readonly ignoreSize?: boolean;
  /** Another node has them open too, since the guest is being moved. */
  readonly shared?: boolean;
  /** A failure on this node is only a warning. */
  readonly tolerate?: (node: string) => boolean;
  /** Nodes that are left alone. */
  readonly skip?: (node: string) => boolean;
  /** When the run fails, put it back as it was before (default); false when it was so already. */
  readonly undo?: boolean;
  /** A node that is away shuts its disks down when it is back. */
  readonly leave?: (node: string) => boolean;
}

/**
 * Make disks usable: mirrors on the secondaries first, so that the primary finds its peer. Answers the path on the primary of
 * each disk; null where that failed and was tolerated.
 */
export async function assembleDisks(cx: RunContext, disks: readonly DiskData[], options: UseOptions): Promise<(string | null)[]> {
  return together(
    disks.map(async (disk) => {
      const device = deviceMessage(cx.config, disk);
      const nodes = [...disk.nodes.filter((node) => node !== options.primary), options.primary];
      let path: string | null = null;
      for (const node of nodes) {
        if (options.skip?.(node)) continue;
        const answer = await tolerating(cx, node, options.tolerate, `activate ${disk.iv_name}`, () =>
          cx.call(
            step(cx, `${options.prefix ?? ''}assemble`, disk, node),
            node,
            'Blocks.Assemble',
            {
              device,
              owner: options.owner,
              as_primary: node === options.primary,
              index: indexOf(disk),
              ignore_size: options.ignoreSize ?? false,
              shared: options.shared ?? false,
            },
            options.undo === false ? {} : { undo: [{ node, method: 'Blocks.Shutdown', request: { device } }] },
          ),
        );
        if (node === options.primary && answer !== null) path = answer.link || answer.path;
      }
      return path;
    }),
  );
}

/** The opposite of assembleDisks: the primary lets go first. */
export async function shutdownDisks(cx: RunContext, disks: readonly DiskData[], options: UseOptions): Promise<void> {
  await together(
    disks.map(async (disk) => {
      const device = deviceMessage(cx.config, disk);
      const nodes = [options.primary, ...disk.nodes.filter((node) => node !== options.primary)];
      for (const node of nodes) {
        if (options.skip?.(node)) continue;
        const asPrimary = node === options.primary;
        const back = { device, owner: options.owner, as_primary: asPrimary, index: indexOf(disk), ignore_size: false };
        const name = step(cx, `${options.prefix ?? ''}shutdown`, disk, node);
        const undo: StepOptions = options.undo === false ? {} : { undo: [{ node, method: 'Blocks.Assemble', request: back }] };
        const what = `deactivate ${disk.iv_name}`;
        if (options.leave?.(node) === true) await orWarn(cx, node, options.tolerate, what, () => cx.callOrLeave(name, node, 'Blocks.Shutdown', { device }, undo));
        else await tolerating(cx, node, options.tolerate, what, () => cx.call(name, node, 'Blocks.Shutdown', { device }, undo));
      }
    }),
  );
}

/** A node that is marked offline is never called; `tolerate` turns its absence, and any failure there, into a warning. */
async function tolerating<T>(
  cx: RunContext,
  node: string,
  tolerate: ((node: string) => boolean) | undefined,
  what: string,
  effect: () => Promise<T>,
): Promise<T | null> {
  const name = nodeName(cx.config, node);
  const tolerated = tolerate?.(node) ?? false;
  if (cx.config.get('node', node)?.offline) {
    if (!tolerated) throw new OpExecError(`Cannot ${what} on node ${name}: the node is marked offline`);
    warn(cx, `Node ${name} is offline: did not ${what} there`);
    return null;
  }
  return orWarn(cx, node, tolerate, what, effect);
}

/** `tolerate`: a failure is a warning, and null. */
async function orWarn<T>(cx: RunContext, node: string, tolerate: ((node: string) => boolean) | undefined, what: string, effect: () => Promise<T>): Promise<T | null> {
  try {
    return await effect();
  } catch (error) {
    if (tolerate?.(node) !== true || cx.signal.aborted) throw error;
    warn(cx, `Could not ${what} on node ${nodeName(cx.config, node)}: ${(error as Error).message}`);
    return null;
  }
}

export function warn(cx: { log(message: string): void }, message: string): void {
  cx.log(` - WARNING: ${message}`);
}
export function info(cx: { log(message: string): void }, message: string): void {
  cx.log(` - INFO: ${message}`);
}
