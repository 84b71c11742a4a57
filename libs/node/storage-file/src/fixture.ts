/** A node's directories for the specs of this library. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommands, testDevice, type BlockDeviceDriver, type Device } from '@ganeti/node-storage';
import { execaRunner } from '@ganeti/runtime';
import { createFileStorage } from './create';
import { filePackages } from './driver';

export const commands = createCommands(execaRunner, filePackages);
export const recordedDir = '/srv/ganeti/file-storage';

export interface TestDirectories {
  readonly root: string;
  readonly list: string;
  driver(options?: { allocated?: boolean }): BlockDeviceDriver;
  /** A file below the directory that is listed. */
  device(name: string, size?: number): Device;
  close(): void;
}

export function testDirectories(): TestDirectories {
  const root = mkdtempSync(join(tmpdir(), 'ganeti-file-'));
  const list = join(root, 'file-storage-paths');
  mkdirSync(join(root, recordedDir), { recursive: true });
  writeFileSync(list, `# where file disks may lie\n${recordedDir}/\n`);
  return {
    root,
    list,
    driver: ({ allocated = false } = {}) => createFileStorage({ commands, list, root, sharedDirectory: join(root, 'ssconf_shared_file_storage_dir'), allocated }),
    device: (name, size = 64) => fileDevice(`${recordedDir}/${name}`, size),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

export const fileDevice = (path: string, size = 64): Device => testDevice({ dev_type: 'file', size, uuid: `uuid-${path}`, file: { driver: 'loop', path } });
