import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listExports } from './index';

describe('exports on a node', () => {
  it('are the finished ones', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'ganeti-exports-'));
    try {
      expect(await listExports(join(dir, 'missing'))).toEqual([]);
      for (const name of ['web2.example.com', 'web1.example.com', 'db.example.com.new', '.hidden']) mkdirSync(join(dir, name));
      for (const name of ['web2.example.com', 'web1.example.com', '.hidden']) writeFileSync(join(dir, name, 'config.ini'), '[export]\n');
      writeFileSync(join(dir, 'readme'), '');
      expect(await listExports(dir)).toEqual(['web1.example.com', 'web2.example.com']);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
