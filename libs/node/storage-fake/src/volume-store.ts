/** Where a simulated technology keeps its volumes' records. Sizes MiB. */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DurableMap } from '@ganeti/node-storage';

export interface Volume {
  /** Tells this volume from a later one of the same name. */
  readonly id: string;
  /** Whose space it takes: volume group, pool, directory. */
  readonly group: string;
  readonly size: number;
  readonly info: string;
  readonly active: boolean;
  /** Of a snapshot: the id of the volume it was taken of. */
  readonly origin?: string;
}

export interface VolumeStore {
  get(key: string): Volume | undefined;
  put(key: string, volume: Volume): void;
  delete(key: string): void;
  /** MiB taken in a group. */
  used(group: string): number;
  entries(): Iterable<[string, Volume]>;
  close(): Promise<void>;
}

/** Volumes of one node: nobody else changes them, so sums are kept. */
export class LocalVolumeStore implements VolumeStore {
  readonly #volumes: DurableMap<Volume>;
  #used: Map<string, number> | null = null;

  constructor(path: string) {
    this.#volumes = new DurableMap(path);
  }
  get(key: string): Volume | undefined {
    return this.#volumes.get(key);
  }
  put(key: string, volume: Volume): void {
    this.#count(this.#volumes.get(key), -1);
    this.#volumes.set(key, volume);
    this.#count(volume, 1);
  }
  delete(key: string): void {
    this.#count(this.#volumes.get(key), -1);
    this.#volumes.delete(key);
  }
  used(group: string): number {
    return this.#sums().get(group) ?? 0;
  }
  entries(): Iterable<[string, Volume]> {
    return this.#volumes.entries();
  }
  close(): Promise<void> {
    return this.#volumes.close();
  }

  #sums(): Map<string, number> {
    if (this.#used !== null) return this.#used;
    this.#used = new Map();
    for (const volume of this.#volumes.values()) this.#count(volume, 1);
    return this.#used;
  }
  #count(volume: Volume | undefined, sign: 1 | -1): void {
    if (volume === undefined) return;
    const sums = this.#sums();
    sums.set(volume.group, (sums.get(volume.group) ?? 0) + sign * volume.size);
  }
}

/** Volumes all nodes see: one record file each, so that processes of several nodes can share them. */
export class SharedVolumeStore implements VolumeStore {
  readonly #dir: () => string;

  constructor(dir: () => string) {
    this.#dir = dir;
  }
  get(key: string): Volume | undefined {
    try {
      return JSON.parse(readFileSync(this.#path(key), 'utf8')) as Volume;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
  put(key: string, volume: Volume): void {
    const path = this.#path(key);
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(volume));
    renameSync(`${path}.${process.pid}`, path);
  }
  delete(key: string): void {
    rmSync(this.#path(key), { force: true });
  }
  used(group: string): number {
    let sum = 0;
    for (const [, volume] of this.entries()) if (volume.group === group) sum += volume.size;
    return sum;
  }
  *entries(): Iterable<[string, Volume]> {
    for (const name of readdirSync(this.#dir())) {
      if (!name.endsWith('.json')) continue;
      const key = decodeURIComponent(name.slice(0, -'.json'.length));
      const volume = this.get(key);
      if (volume !== undefined) yield [key, volume];
    }
  }
  async close(): Promise<void> {
    // Nothing is held open.
  }

  #path(key: string): string {
    return join(this.#dir(), `${encodeURIComponent(key)}.json`);
  }
}
