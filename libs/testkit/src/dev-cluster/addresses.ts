/** Finding loopback addresses and ports that nobody uses. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodesPerBlock, readState } from './state';

const claims = join(tmpdir(), 'ganeti-dev-blocks');

/**
 * A block of addresses 127.0.<block>.x for a cluster in `dir`: the one it had, else the first that is free. A claim is a file
 * naming the directory; it holds as long as that directory has a cluster.
 */
export function claimBlock(dir: string, nodes: number, had = 1): number {
  mkdirSync(claims, { recursive: true });
  const width = Math.max(1, Math.ceil(nodes / nodesPerBlock));
  for (const block of [had, ...Array.from({ length: 249 - width }, (_, index) => index + 1)]) {
    const wanted = Array.from({ length: width }, (_, offset) => block + offset);
    if (wanted.every((each) => claim(each, dir))) return block;
  }
  throw new Error(`No free block of loopback addresses; remove stale files in ${claims}`);
}

export function releaseBlocks(dir: string): void {
  for (let block = 1; block < 250; block += 1) if (holder(block) === dir) rmSync(claimPath(block), { force: true });
}

function claimPath(block: number): string {
  return join(claims, String(block));
}

function holder(block: number): string | null {
  try {
    return readFileSync(claimPath(block), 'utf8');
  } catch {
    return null;
  }
}

function claim(block: number, dir: string): boolean {
  const current = holder(block);
  if (current === dir) return true;
  if (current !== null && readState(current) !== null) return false;
  if (current !== null) rmSync(claimPath(block), { force: true });
  try {
    writeFileSync(claimPath(block), dir, { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}
