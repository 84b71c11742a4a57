/** Programs and directories that the cluster wants on this machine. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isForbiddenDirectory } from '@ganeti/node-storage-file';
import { readListFile, type Paths } from '@ganeti/runtime';
import { findings, type Finding } from './finding';

/** `programs`: paths; those of the administrator's own directory lie below the root like everything else. */
export async function programFindings(paths: Paths, programs: readonly string[]): Promise<Finding[]> {
  const { all, find } = findings();
  for (const program of programs) {
    const places = paths.root === '' ? [program] : [program, join(paths.root, program)];
    const usable = await Promise.all(places.map(isProgram));
    if (!usable.includes(true)) find('program', program, 'is no executable file on this node; install it, and make it executable');
  }
  return all;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Lines of the list of directories for file disks that lead into the system. */
export async function listedDirectoryFindings(paths: Paths): Promise<Finding[]> {
  const { all, find } = findings();
  for (const line of (await readListFile(paths.fileStoragePaths)) ?? []) {
    if (isForbiddenDirectory(line)) find('listed-directory', line, `is listed in ${paths.fileStoragePaths}, but file disks must never lie there; take the line out`);
  }
  return all;
}

/** `directory`: below it volumes are mounted when they are first used; it may still be missing. */
export async function glusterFindings(paths: Paths, directory: string): Promise<Finding[]> {
  const { all, find } = findings();
  for (let at = join(paths.root, directory); ; at = dirname(at)) {
    const found = await stat(at).catch(() => null);
    if (found === null && at !== dirname(at)) continue;
    const writable = await access(at, constants.W_OK).then(() => true, () => false);
    if (!found?.isDirectory()) find('gluster', directory, `Gluster volumes cannot be mounted below it: ${at} is no directory`);
    else if (!writable) find('gluster', directory, `Gluster volumes cannot be mounted below it: ${at} cannot be written to`);
    return all;
  }
}
