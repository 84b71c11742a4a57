/** Mirrors over the network: the driver of disk type drbd, on volumes of another driver. DRBD 8.4, and 9 between two nodes. */
import { OpExecError } from '@ganeti/errors';
import { deviceName, writeZeros, type BlockDeviceDriver, type Commands, type Device } from '@ganeti/node-storage';
import type { Clock, ProcessRunner } from '@ganeti/runtime';
import { attach, configure, connect, takeDown, type Parts } from './assembly';
import { Drbd, loadedModule } from './drbd';
import { ensureMetadata } from './metadata';
import { createMirror } from './mirror';
import { promote, splitBrainAdvice } from './roles';
import { childrenOf, devicePath, sideOf, type NodeIdentity, type Side } from './side';
import { statusOf } from './status';
import { justCreated, resizeLine } from './syntax';
import { DrbdWatch } from './watch';

const KIB = 1024;

export interface DrbdOptions {
  readonly commands: Commands;
  /** For the stream of events. */
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly identity: () => NodeIdentity;
  readonly below: (device: Device) => BlockDeviceDriver;
  /** Version of the module that is loaded, null if none is. Default: asks the kernel. */
  readonly module?: () => Promise<string | null>;
  /** For the log: a mirror needs somebody's decision. */
  readonly onProblem?: (message: string) => void;
}

export interface DrbdDriver extends BlockDeviceDriver {
  /** Ends the stream of events. */
  close(): Promise<void>;
}

export function createDrbdDriver({ commands, runner, clock, identity, below, module = loadedModule, onProblem }: DrbdOptions): DrbdDriver {
  const drbd = new Drbd(commands, clock, module);
  const watch = new DrbdWatch({ runner, clock, onSplitBrain: (resource) => onProblem?.(splitBrainAdvice(`DRBD ${resource}`)) });
  const parts: Parts = { drbd, watch, identity, below };
  const side = (device: Device): Side => sideOf(device, identity());
  const found = async (own: Side) => (await drbd.state()).get(own.resource);
  // Mirrors of before a restart of this daemon are watched too.
  void module().then((version) => (version === null ? undefined : watch.start()), () => undefined);

  return {
    types: ['drbd'],

    create: async (device, options) => {
      const own = side(device);
      for (const child of childrenOf(device)) await below(child).create(child, options);
      const before = await configure(parts, device, own, false);
      if (before.resource === undefined || before.resource.disk === 'Diskless') {
        await ensureMetadata(drbd, device, own, before.paths[1]);
        await attach(parts, device, own, before.paths, false);
      }
      await connect(parts, device, own, before, false);
      if (!options.onPrimary) return;
      // The first sync starts here; a repeat must not declare old data good again.
      const generations = await drbd.run(deviceName(device), [(await drbd.syntax()).generations(own)]);
      await promote(parts, device, own, generations.trim().startsWith(justCreated));
    },

    remove: async (device) => {
      await takeDown(parts, device, side(device));
      for (const child of device.children) await below(child).remove(child);
    },

    rename: async (device) => {
      throw new OpExecError(`${deviceName(device)} has no name of its own to change; rename the volumes below it`);
    },

    grow: async (device, amount, options) => {
      const own = side(device);
      const [data] = childrenOf(device);
      // Recorded sizes of children follow the disk's.
      if (options.backingStore) return below(data).grow({ ...data, size: device.size }, amount, options);
      const now = await found(own);
      const size = device.size + amount;
      if (now === undefined) throw new OpExecError(`${deviceName(device)} is not active on this node; activate the disk first`);
      if (options.dryRun || now.size >= size * KIB) return undefined;
      const room = (await below(data).status(data)).size;
      if (room < size) throw new OpExecError(`${deviceName(device)}: the volume below has ${room} MiB, ${size} are wanted; grow that first`);
      await drbd.run(deviceName(device), [resizeLine(own, size, now.connection !== 'Connected')]);
      const after = Math.floor(((await found(own))?.size ?? 0) / KIB);
      if (after < size) throw new OpExecError(`${deviceName(device)} has ${after} MiB after it was told to grow to ${size}; check the size of the volume below on the other node`);
      return undefined;
    },

    wipe: async (device, offset, size, progress) => {
      const own = side(device);
      const now = await found(own);
      if (now?.role !== 'Primary') throw new OpExecError(`${deviceName(device)} is not ${now === undefined ? 'active' : 'primary'} on this node; activate the disk first`);
      await writeZeros(devicePath(own), offset, Math.max(0, Math.min(size, Math.floor(now.size / KIB) - offset)), progress);
    },

    setInfo: async (device, info) => {
      for (const child of device.children) await below(child).setInfo(child, info);
    },

    assemble: async (device, { asPrimary, ignoreSize }) => {
      const own = side(device);
      const before = await configure(parts, device, own, ignoreSize);
      if (before.resource === undefined || before.resource.disk === 'Diskless') await attach(parts, device, own, before.paths, ignoreSize);
      await connect(parts, device, own, before, false);
      if (asPrimary) await promote(parts, device, own);
      return devicePath(own);
    },

    shutdown: async (device) => {
      await takeDown(parts, device, side(device));
    },

    status: async (device) => {
      const own = side(device);
      return statusOf(device, own, await found(own), watch.noted(own.resource), clock.now());
    },

    space: async () => [],
    listVolumes: async () => [],

    mirror: createMirror(parts),

    problems: async () => watch.splitBrains().map((resource) => ({ item: resource, message: splitBrainAdvice(`DRBD ${resource}`) })),

    close: () => watch.close(),
  };
}
