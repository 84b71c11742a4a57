/** A stand-in for Ceph: `rbd` as its manual describes it (rbd(8)), over files. What it does not know it refuses. */
import { copyFileSync, mkdtempSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recordingRunner, type RecordingRunner } from '@ganeti/node-storage';

const MIB = 1024 * 1024;
class Refused extends Error {}

interface FakeImage {
  readonly parent?: { readonly pool: string; readonly image: string; readonly snapshot: string };
  readonly snapshots: Map<string, { protected: boolean }>;
  readonly meta: Map<string, string>;
}

export interface FakeCeph {
  readonly runner: RecordingRunner;
  readonly images: ReadonlyMap<string, FakeImage>;
  /** Answer of `showmapped` as releases before Nautilus give it. */
  oldRelease: boolean;
  close(): void;
}

export function fakeCeph(): FakeCeph {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-rbd-'));
  const images = new Map<string, FakeImage>();
  const mapped = new Map<string, string>();
  const bytes = (name: string): string => join(dir, name.replaceAll('/', ':'));
  const open = (name = ''): FakeImage => {
    const image = images.get(name);
    if (image === undefined) throw new Refused(`rbd: error opening image ${name}: (2) No such file or directory`);
    return image;
  };
  const snapshotAt = (at = ''): { name: string; image: FakeImage; snapshot: string; file: string } => {
    const [name = '', snapshot = ''] = at.split('@');
    return { name, image: open(name), snapshot, file: bytes(at) };
  };
  const children = (name: string, snapshot: string): boolean => [...images.values()].some(({ parent }) => parent !== undefined && `${parent.pool}/${parent.image}` === name && parent.snapshot === snapshot);
  const sizeIn = (text = ''): number => {
    if (!/^\d+M$/.test(text)) throw new Refused('rbd: invalid size');
    return Number(text.slice(0, -1)) * MIB;
  };

  const commands: Record<string, (args: string[], size?: string) => unknown> = {
    create: ([name = ''], size) => {
      if (images.has(name)) throw new Refused('rbd: create error: (17) File exists');
      writeFileSync(bytes(name), '');
      truncateSync(bytes(name), sizeIn(size));
      images.set(name, { snapshots: new Map(), meta: new Map() });
    },
    info: ([name = '']) => ({ name, size: (open(name), statSync(bytes(name)).size), parent: open(name).parent }),
    resize: ([name = ''], size) => (open(name), truncateSync(bytes(name), sizeIn(size))),
    rename: ([from = '', to = '']) => {
      const image = open(from);
      if (images.has(to)) throw new Refused('rbd: rename error: (17) File exists');
      renameSync(bytes(from), bytes(to));
      images.delete(from);
      images.set(to, image);
    },
    rm: ([name = '']) => {
      if (open(name).snapshots.size > 0) throw new Refused('rbd: image has snapshots - these must be deleted with \'rbd snap purge\' before the image can be removed.');
      if (mapped.has(name)) throw new Refused('rbd: error: image still has watchers');
      rmSync(bytes(name));
      images.delete(name);
    },
    map: ([name = '']) => (open(name), mapped.set(name, bytes(name)), undefined),
    unmap: ([device = '']) => {
      for (const [name, path] of mapped) if (path === device) return void mapped.delete(name);
      throw new Refused(`rbd: ${device}: not a mapped image or snapshot`);
    },
    showmapped: () => {
      const all = [...mapped].map(([name, device], id) => ({ id: String(id), pool: name.split('/')[0], name: name.split('/')[1], snap: '-', device }));
      return ceph.oldRelease ? Object.fromEntries(all.map(({ id, ...one }) => [id, one])) : all;
    },
    clone: ([at = '', name = '']) => {
      const { name: of, image, snapshot, file } = snapshotAt(at);
      if (image.snapshots.get(snapshot)?.protected !== true) throw new Refused('rbd: clone error: (22) Invalid argument');
      const [pool = '', parent = ''] = of.split('/');
      copyFileSync(file, bytes(name));
      images.set(name, { parent: { pool, image: parent, snapshot }, snapshots: new Map(), meta: new Map() });
    },
    'image-meta set': ([name, key = '', value = '']) => void open(name).meta.set(key, value),
    'snap ls': ([name]) => [...open(name).snapshots].map(([snapshot, { protected: kept }], id) => ({ id, name: snapshot, protected: ceph.oldRelease ? kept : String(kept) })),
    'snap create': ([at]) => {
      const { image, snapshot, name, file } = snapshotAt(at);
      image.snapshots.set(snapshot, { protected: false });
      copyFileSync(bytes(name), file);
    },
    'snap protect': ([at]) => void snapshotAt(at).image.snapshots.set(snapshotAt(at).snapshot, { protected: true }),
    'snap unprotect': ([at]) => {
      const { image, snapshot, name } = snapshotAt(at);
      if (children(name, snapshot)) throw new Refused('rbd: unprotecting snap failed: (16) Device or resource busy');
      image.snapshots.set(snapshot, { protected: false });
    },
    'snap rm': ([at]) => {
      const { image, snapshot, file } = snapshotAt(at);
      if (image.snapshots.get(snapshot)?.protected !== false) throw new Refused('rbd: snapshot is protected from removal.');
      image.snapshots.delete(snapshot);
      rmSync(file);
    },
    'snap rollback': ([at]) => {
      const { name, file } = snapshotAt(at);
      if (mapped.has(name)) throw new Refused('rbd: rollback of an image that is mapped');
      copyFileSync(file, bytes(name));
    },
  };

  const runner = recordingRunner((program, argv) => {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { size: { type: 'string' }, format: { type: 'string' }, id: { type: 'string' }, 'no-progress': { type: 'boolean' } },
    });
    const words = ['snap', 'image-meta'].includes(positionals[0] ?? '') ? 2 : 1;
    const command = commands[positionals.slice(0, words).join(' ')];
    if (program !== 'rbd' || command === undefined) return { exitCode: 22, stderr: `rbd: unknown command ${positionals.join(' ')}` };
    try {
      const answer = command(positionals.slice(words), values.size);
      return values.format === 'json' ? JSON.stringify(answer) : '';
    } catch (error) {
      if (error instanceof Refused) return { exitCode: 2, stderr: error.message };
      throw error;
    }
  });
  const ceph: FakeCeph = { runner, images, oldRelease: false, close: () => rmSync(dir, { recursive: true }) };
  return ceph;
}
