import { readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { DurableMap } from '@ganeti/node-storage';
import { keepNodeNames, syncDirectory, writeFileDurably, type Paths } from '@ganeti/runtime';
import type { ServiceHandlers } from './handlers';

const SSCONF_MODE = 0o644;
const CONFIG_MODE = 0o600;
const SSCONF_NAME = /^[a-z0-9_][a-z0-9_-]*$/;
/** Secrets and state no call may replace, even though they lie among the cluster's files. */
const PROTECTED = ['masterd.db', 'noded', 'simulator'];

export interface FilesService {
  readonly handlers: ServiceHandlers<'Files'>;
  /** A path as the master names it -> where it is on this node. Throws when it is not one of the cluster's own files. */
  readonly allowed: (path: string) => string;
  close(): Promise<void>;
}

export function filesService(paths: Paths): FilesService {
  /** What was written last of each kind, so that a late call never puts old values over new ones. */
  const revisions = new DurableMap<number>(join(paths.nodedState, 'revisions.log'));
  let order: Promise<unknown> = Promise.resolve();
  /** One after the other: two writers of the same files must not pass each other. */
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const result = order.then(work, work);
    order = result.catch(() => undefined);
    return result;
  };
  const ifNewer = (kind: string, revision: number, write: () => Promise<void>): Promise<void> =>
    inOrder(async () => {
      // What has the same number is the same; somebody may have changed the file meanwhile.
      if (revision < (revisions.get(kind) ?? -1)) return;
      await write();
      revisions.set(kind, revision);
      await revisions.flush();
    });

  const allowed = (path: string): string => {
    const local = paths.root !== '' && !path.startsWith(`${paths.root}/`) ? join(paths.root, path) : path;
    const inside = [paths.dataDir, paths.configDir].find((dir) => local.startsWith(`${dir}/`));
    const first = inside === undefined ? '' : (local.slice(inside.length + 1).split('/')[0] ?? '');
    if (!isAbsolute(path) || normalize(path) !== path || inside === undefined || PROTECTED.includes(first)) {
      throw new OpExecError(`${path} is not a file of the cluster; only files below ${paths.dataDir} and ${paths.configDir} can be used`);
    }
    return local;
  };

  return {
    allowed,
    handlers: {
      'Files.Write': async ({ path, content, mode, owner, group }) => {
        const target = allowed(path);
        await inOrder(() => writeFileDurably(target, content, { mode: mode === 0 ? SSCONF_MODE : mode, uid: idOf('passwd', owner), gid: idOf('group', group) }));
      },

      'Files.WriteSsconf': async ({ values, revision, hosts }) => {
        const wrong = Object.keys(values).find((name) => !SSCONF_NAME.test(name));
        if (wrong !== undefined) throw new OpExecError(`"${wrong}" cannot be the name of an ssconf value`);
        await ifNewer('ssconf', revision, async () => {
          for (const [name, value] of Object.entries(values)) {
            const text = value.endsWith('\n') ? value : `${value}\n`;
            if (readIfThere(paths.ssconf(name)) !== text) await writeFileDurably(paths.ssconf(name), text, { mode: SSCONF_MODE });
          }
          if (hosts !== null && hosts !== undefined) await keepNodeNames(paths.hosts, hosts.lines);
        });
      },

      'Files.WriteConfig': async ({ content, revision }) => {
        await ifNewer('config', revision, () => writeFileDurably(paths.configCopy, content, { mode: CONFIG_MODE }));
      },

      'Files.DropConfig': () =>
        inOrder(async () => {
          try {
            await rename(paths.configCopy, `${paths.configCopy}.backup`);
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
            return;
          }
          await syncDirectory(dirname(paths.configCopy));
        }),
    },
    close: async () => {
      await order;
      await revisions.close();
    },
  };
}

/** Numeric id of a user or group name on this machine; undefined: not asked for. */
function idOf(database: 'passwd' | 'group', name: string): number | undefined {
  if (name === '') return undefined;
  const line = readFileSync(`/etc/${database}`, 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) throw new OpExecError(`There is no ${database === 'passwd' ? 'user' : 'group'} ${name} on this node`);
  return Number(line.split(':')[2]);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

