/** The program `rbd`: what it prints, read strictly, and images by their full names. Sizes MiB. */
import { z } from 'zod';
import { OpExecError } from '@ganeti/errors';
import { CommandFailed, joined, textParam, type Commands, type Device } from '@ganeti/node-storage';

const MIB = 1024 * 1024;
/** Removing or rolling back a large image touches all its objects. */
const LONG = 6 * 3600;

export interface Image {
  readonly pool: string;
  readonly image: string;
  /** `pool/image` */
  readonly name: string;
  /** Arguments that say as whom. */
  readonly user: readonly string[];
}

export interface ImageInfo {
  readonly size: number;
  /** Of a clone: the snapshot it was made from. */
  readonly parent: { readonly pool: string; readonly image: string; readonly snapshot: string } | null;
}

const allowed = /^[A-Za-z0-9_.][A-Za-z0-9_.:-]*$/;

/** Throws OpExecError for a device that is none of Ceph's, or with a name that `rbd` would take for something else. */
export function imageOf(device: Device): Image {
  const { pool = '', name = '' } = device.rbd ?? {};
  for (const part of [pool, name]) {
    if (!allowed.test(part)) throw new OpExecError(`"${part}" of disk ${device.uuid || device.name} cannot be the name of a Ceph pool or image: letters, digits and _ . : - are allowed, not beginning with -`);
  }
  const user = textParam(device, 'user-id', '');
  return { pool, image: name, name: `${pool}/${name}`, user: user === '' ? [] : ['--id', user] };
}

const parent = z.object({ pool: z.string(), image: z.string(), snapshot: z.string() });
const info = z.object({ size: z.number(), parent: parent.optional() });
const snapshots = z.array(z.object({ name: z.string(), protected: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(false) }));
const mapping = z.object({ pool: z.string(), name: z.string(), snap: z.string().default('-'), device: z.string() });
/** Before Nautilus it was an object by number. */
const mappings = z.union([z.array(mapping), z.record(z.string(), mapping).transform((byId) => Object.values(byId))]);

export class Rbd {
  readonly #commands: Commands;
  readonly #mapped: () => Promise<z.output<typeof mappings>>;

  constructor(commands: Commands) {
    this.#commands = commands;
    this.#mapped = joined(() => this.#read('showmapped', mappings, []));
  }

  /** null: there is no such image. */
  async info({ name, user }: Image): Promise<ImageInfo | null> {
    try {
      const { size, parent: from } = await this.#read('info', info, [...user, name]);
      return { size: Math.floor(size / MIB), parent: from ?? null };
    } catch (error) {
      if (error instanceof CommandFailed && error.says(/\(2\) No such file or directory/)) return null;
      throw error;
    }
  }

  /** Path of the image's device on this node; null: it is not mapped. */
  async deviceOf({ pool, image }: Image): Promise<string | null> {
    return (await this.#mapped()).find((one) => one.pool === pool && one.name === image && ['-', ''].includes(one.snap))?.device ?? null;
  }

  async map(image: Image): Promise<string> {
    const known = await this.deviceOf(image);
    if (known !== null) return known;
    await this.run(image, 'map', image.name);
    const device = await this.deviceOf(image);
    if (device === null) throw new OpExecError(`Ceph image ${image.name} is not mapped on this node although rbd map ended well; look at the kernel log`);
    return device;
  }

  async unmap(image: Image): Promise<void> {
    const device = await this.deviceOf(image);
    if (device !== null) await this.run(image, 'unmap', device);
  }

  snapshotsOf({ name, user }: Image): Promise<z.output<typeof snapshots>> {
    return this.#read('snap', snapshots, ['ls', ...user, name]);
  }

  async run({ user }: Image, command: string, ...args: string[]): Promise<void> {
    await this.#commands.run('rbd', [command, ...args, ...user], { timeoutSeconds: LONG });
  }

  async #read<T>(command: string, shape: z.ZodType<T>, args: readonly string[]): Promise<T> {
    const read = shape.safeParse(parse(await this.#commands.run('rbd', [command, ...args, '--format', 'json'], { maxOutput: 16 << 20 })));
    if (read.success) return read.data;
    const { path, message } = read.error.issues[0] ?? { path: [], message: '' };
    throw new OpExecError(`The answer of rbd ${command} cannot be understood (${path.join('.')}: ${message}); check which release of Ceph is installed`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
