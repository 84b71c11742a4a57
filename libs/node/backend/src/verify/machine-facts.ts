/** What checks want to know of this machine. Tests give facts of their own. */
import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';

export interface MachineFacts {
  /** `available`: it is not loaded, but there to be loaded. */
  module(name: string): 'loaded' | 'available' | 'missing';
  /** Parameter of a loaded module; null when there is none. */
  moduleParameter(module: string, name: string): string | null;
  /** Version of a loaded module; null: it does not tell one. */
  moduleVersion(module: string): string | null;
  /** Whether there is such a file or device. */
  exists(path: string): boolean;
  /** Whether something keeps the clock right; null: nobody can say. */
  clockIsKept(): boolean | null;
}

/** `root`: directory in which /proc, /sys, /lib and /run are looked for. */
export function hostFacts(root = '/', kernel = release()): MachineFacts {
  const at = (path: string): string => join(root, path);
  const exists = (path: string): boolean => existsSync(at(path));
  const text = (path: string): string | null => {
    try {
      return readFileSync(at(path), 'utf8').trim();
    } catch {
      return null;
    }
  };
  // Lists of modules write `_` as `-` or not, as the file is named.
  const listed = (list: string, name: string): boolean => {
    const file = new RegExp(`/${name.replaceAll('_', '[-_]')}\\.ko`, 'm');
    return file.test(text(`lib/modules/${kernel}/${list}`) ?? '');
  };
  return {
    module: (name) => {
      if (exists(`sys/module/${name}`) || listed('modules.builtin', name)) return 'loaded';
      return listed('modules.dep', name) ? 'available' : 'missing';
    },
    moduleParameter: (module, name) => text(`sys/module/${module}/parameters/${name}`),
    moduleVersion: (module) => text(`sys/module/${module}/version`),
    exists,
    clockIsKept: () => {
      if (exists('run/systemd/timesync/synchronized')) return true;
      // Other time daemons tell the kernel only; systemd is where this file is known to be missing for a reason.
      if (['run/chrony', 'run/chronyd.pid', 'run/ntpd.pid', 'run/openntpd.pid', 'run/ntpsec'].some(exists)) return true;
      return exists('run/systemd/system') ? false : null;
    },
  };
}
