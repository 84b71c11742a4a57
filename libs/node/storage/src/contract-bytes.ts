/** Bytes of a device on this machine, for the contract. Offsets in MiB. */
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

const MIB = 1024 * 1024;

export interface DeviceBytes {
  write(path: string, offset: number, text: string): Promise<void>;
  read(path: string, offset: number, length: number): Promise<string>;
}

export const localBytes: DeviceBytes = {
  write: async (path, offset, text) => {
    const fd = openSync(path, 'r+');
    try {
      writeSync(fd, text, offset * MIB);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  read: async (path, offset, length) => {
    const fd = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(length);
      readSync(fd, bytes, 0, length, offset * MIB);
      return bytes.toString('latin1');
    } finally {
      closeSync(fd);
    }
  },
};
