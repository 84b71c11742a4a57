import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaRunner } from '@ganeti/runtime';
import { bootSector, countOf, missingCounts } from './image';

const source = new URL('./boot.s', import.meta.url).pathname;
const env = { PATH: '/usr/bin:/bin' };

it('is one boot sector', () => {
  expect(bootSector()).toHaveLength(512);
  expect(bootSector().subarray(510).toString('hex')).toBe('55aa');
  expect(countOf(Buffer.concat([bootSector(), Buffer.from([3, 1, 0, 0])]))).toBe(259);
});

it('keeps a journal in which a lost write is seen', () => {
  const disk = Buffer.alloc(512 * 1026);
  bootSector({ journal: true }).copy(disk);
  for (let count = 1; count <= 3000; count += 1) {
    disk.writeUInt32LE(count, 512);
    if (count !== 2500) disk.writeUInt32LE(count, 512 * (2 + (count % 1024)));
  }
  expect(missingCounts(disk)).toEqual([2500]);
});

it('is what its source says', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-boot-'));
  try {
    const [object, binary] = [join(dir, 'boot.o'), join(dir, 'boot.bin')];
    const assembled = await execaRunner.run('as', ['--32', '-o', object, source], { env }).catch(() => null);
    if (assembled === null) {
      console.warn('Comparison of the boot sector with its source skipped: no assembler here (binutils)');
      return;
    }
    expect(assembled).toMatchObject({ exitCode: 0 });
    expect(await execaRunner.run('objcopy', ['-O', 'binary', object, binary], { env })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(binary).toString('hex')).toBe(bootSector().toString('hex'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
