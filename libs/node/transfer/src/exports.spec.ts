import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExportDirectory } from './index';

describe('exports on a node', () => {
  let dir: string;
  let exports: ExportDirectory;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ganeti-exports-'));
    exports = new ExportDirectory(dir);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('are the finished ones', async () => {
    expect(await new ExportDirectory(join(dir, 'missing')).list()).toEqual([]);
    for (const name of ['web2.example.com', 'web1.example.com', 'db.example.com.new', '.hidden']) mkdirSync(join(dir, name));
    for (const name of ['web2.example.com', 'web1.example.com', '.hidden']) writeFileSync(join(dir, name, 'config.ini'), '[export]\n');
    writeFileSync(join(dir, 'readme'), '');
    expect(await exports.list()).toEqual(['web1.example.com', 'web2.example.com']);
  });

  it('take the place of an older one when they are finished, not before', async () => {
    for (const round of ['first', 'second']) {
      await exports.begin('web1');
      writeFileSync(exports.dump('web1', 'disk'), round);
      if (round === 'second') expect(await exports.description('web1')).toBe('of first');
      await exports.finish('web1', `of ${round}`);
      // As after a crash: done already.
      await exports.finish('web1', `of ${round}`);
      expect(await exports.description('web1')).toBe(`of ${round}`);
      expect(readFileSync(exports.finishedDump('web1', 'disk'), 'utf8')).toBe(round);
    }
    expect(readdirSync(dir)).toEqual(['web1']);
    expect(await exports.description(join(dir, 'web1'))).toBe('of second');
  });

  it('that were begun leave nothing when they are abandoned, and keep the older one', async () => {
    await exports.begin('web1');
    await exports.finish('web1', 'old');
    await exports.begin('web1');
    writeFileSync(exports.dump('web1', 'disk'), 'half');
    await exports.abandon('web1');
    expect(readdirSync(dir)).toEqual(['web1']);
    expect(await exports.description('web1')).toBe('old');
    await exports.remove('web1');
    await exports.remove('web1');
    expect(existsSync(join(dir, 'web1'))).toBe(false);
    expect(await exports.description('web1')).toBeNull();
  });

  it('have names that stay in their directory', async () => {
    await expect(exports.begin('../web1')).rejects.toThrow(/cannot be the name/);
    expect(() => exports.dump('web1', '../disk')).toThrow(/cannot be the name/);
    await expect(exports.description('/srv/../etc')).rejects.toThrow(/"\.\."/);
  });
});
