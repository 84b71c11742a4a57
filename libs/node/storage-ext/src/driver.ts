/** Disks of external storage: the scripts of their provider carry everything out (Ganeti's external storage interface). */
import { OpExecError } from '@ganeti/errors';
import { CommandFailed, deviceAt, volumeStatus, writeZeros, type BlockDeviceDriver, type Commands, type Device } from '@ganeti/node-storage';
import type { ProviderScript, Providers } from './providers';
import { parametersOf, scriptEnvironment, volumeOf, type ScriptValues } from './environment';

/** What a provider has to do may wait for a storage system. */
const TIMEOUT = 900;
/** A roll back copies the whole volume. */
const COPY_TIMEOUT = 6 * 3600;

export const extPackages: Readonly<Record<string, string>> = { dd: 'coreutils' };

export interface ExtOptions {
  readonly commands: Commands;
  readonly providers: Providers;
}

/** A volume where this node has it now. Size MiB. */
interface Attached {
  readonly path: string;
  readonly size: number;
}

/** Of a script that ended with an error. */
const isFailure = (error: unknown): boolean => error instanceof OpExecError && error.cause instanceof CommandFailed;

export function createExtDriver({ commands, providers }: ExtOptions): BlockDeviceDriver {
  /** Answers what the script prints. Throws OpExecError naming volume and provider; `optional`: no such script, nothing happens. */
  const run = async (device: Device, script: ProviderScript, values: ScriptValues = {}, optional = false): Promise<string> => {
    const { provider: name, volume } = volumeOf(device);
    const provider = await providers.find(name);
    if (provider === null) throw new OpExecError(`External storage provider ${name} of volume ${volume} is not installed on this node; install it on every node of the group`);
    if (provider.problems.length > 0) throw new OpExecError(`External storage provider ${name} cannot be used on this node: ${provider.problems.join('; ')}`);
    const program = provider.scripts[script];
    if (program === undefined) {
      if (optional) return '';
      throw new OpExecError(`External storage provider ${name} has no script ${script}, which volume ${volume} needs`);
    }
    try {
      return await commands.run(program, [], { cwd: provider.path, env: scriptEnvironment(device, values), timeoutSeconds: TIMEOUT });
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const worded = new OpExecError(`Script ${script} of external storage provider ${name} failed for volume ${volume}: ${error.words}`);
      worded.cause = error;
      throw worded;
    }
  };
  /** Attaching what is attached answers where it is. Nothing else tells whether a volume exists: null, it cannot be attached. */
  const look = async (device: Device): Promise<Attached | null> => {
    let output: string;
    try {
      output = await run(device, 'attach');
    } catch (error) {
      if (isFailure(error)) return null;
      throw error;
    }
    // What follows the path are addresses for hypervisors that need no kernel device.
    const path = output.split('\n')[0]?.trim() ?? '';
    const found = path.startsWith('/') ? await deviceAt(path) : null;
    if (found === null) throw new OpExecError(`Script attach of external storage provider ${volumeOf(device).provider} names "${path}" for volume ${volumeOf(device).volume}, which is no device on this node`);
    return { path, size: found.size };
  };
  const existing = async (device: Device): Promise<Attached> => {
    // Its own words say more than that there is nothing.
    const found = await look(device);
    if (found !== null) return found;
    await run(device, 'attach');
    throw new OpExecError(`Volume ${volumeOf(device).volume} could not be attached at first and can now; try again`);
  };
  /** A failure counts only while there is something that could be left behind. */
  const end = async (device: Device, script: 'detach' | 'remove'): Promise<void> => {
    try {
      await run(device, script);
    } catch (error) {
      if (!isFailure(error) || (await look(device)) !== null) throw error;
    }
  };
  const shutdown = async (device: Device): Promise<void> => {
    // Nobody knows whether it is open; what still uses it makes detach fail.
    await run(device, 'close', {}, true).catch((error: unknown) => {
      if (!isFailure(error)) throw error;
    });
    await end(device, 'detach');
  };

  return {
    types: ['ext'],

    create: async (device, { info }) => {
      const { provider, volume } = volumeOf(device);
      const known = (await providers.find(provider))?.parameters.map(({ name }) => name) ?? [];
      const unknown = Object.keys(parametersOf(device)).filter((name) => !known.includes(name));
      if (unknown.length > 0) throw new OpExecError(`External storage provider ${provider} takes no parameter ${unknown.join(', ')}; it takes ${known.join(', ') || 'none'}`);
      const found = await look(device);
      if (found !== null && found.size < device.size) throw new OpExecError(`Volume ${volume} of external storage provider ${provider} exists already with ${found.size} MiB instead of ${device.size}`);
      if (found === null) await run(device, 'create', { size: device.size });
      await run(device, 'setinfo', { metadata: info });
    },

    remove: async (device) => {
      await end(device, 'detach');
      await end(device, 'remove');
    },

    rename: async (device) => {
      throw new OpExecError(`Volume ${volumeOf(device).volume} cannot be renamed: external storage has no such operation`);
    },

    grow: async (device, amount, { dryRun, backingStore }) => {
      // A volume has nothing above its backing store.
      if (!backingStore) return;
      const { size } = await existing(device);
      const wanted = device.size + amount;
      if (wanted <= size || dryRun) return;
      await run(device, 'grow', { size: device.size, newSize: wanted });
    },

    wipe: async (device, offset, size, progress) => {
      const { path, size: whole } = await existing(device);
      await writeZeros(path, offset, Math.max(0, Math.min(size, whole - offset)), progress);
    },

    setInfo: async (device, info) => void (await run(device, 'setinfo', { metadata: info })),

    assemble: async (device, { asPrimary, ignoreSize, shared = false }) => {
      const { path, size } = await existing(device);
      if (!ignoreSize && size < device.size) {
        throw new OpExecError(`Volume ${volumeOf(device).volume} has ${size} MiB, ${device.size} MiB are recorded for it; check the storage, or activate it ignoring the size`);
      }
      await run(device, 'open', { exclusive: asPrimary && !shared }, true);
      return path;
    },

    shutdown,

    status: async (device) => volumeStatus(device, await look(device)),

    space: async () => [],
    listVolumes: async () => [],

    snapshots: {
      take: async (device, snapshot) => {
        const [{ provider, volume }, taken] = [volumeOf(device), volumeOf(snapshot)];
        if (provider !== taken.provider) throw new OpExecError(`Snapshot ${taken.volume} of volume ${volume} must be of its provider, ${provider}`);
        await existing(device);
        if ((await look(snapshot)) === null) await run(device, 'snapshot', { snapshotName: taken.volume, snapshotSize: snapshot.size });
      },
      rollBack: async (device, snapshot) => {
        const [to, from] = [await existing(device), await existing(snapshot)];
        await commands.run('dd', [`if=${from.path}`, `of=${to.path}`, 'bs=4M', 'conv=notrunc,fsync'], { timeoutSeconds: COPY_TIMEOUT });
      },
    },
  };
}
