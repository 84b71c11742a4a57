import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { SettingsError, loadSettings } from './settings';

const schema = z.strictObject({
  port: z.int().default(1811),
  tls: z.strictObject({ days: z.int().default(365) }).prefault({}),
});
let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ganeti-settings-'));
  path = join(dir, 'noded.json');
});
afterEach(() => rm(dir, { recursive: true }));

describe('loadSettings', () => {
  it('answers defaults for a missing file', async () => {
    expect(await loadSettings(path, schema)).toEqual({ port: 1811, tls: { days: 365 } });
  });

  it('answers what the file says', async () => {
    await writeFile(path, '{"port": 5, "tls": {"days": 1}}');
    expect(await loadSettings(path, schema)).toEqual({ port: 5, tls: { days: 1 } });
  });

  it.each([
    ['{"tls": {"days": "x"}}', 'tls.days'],
    ['{"prot": 5}', 'prot'],
    ['{', 'JSON'],
    ['[]', 'whole file'],
  ])('names the file and what is wrong in %s', async (text, what) => {
    await writeFile(path, text);
    const error: unknown = await loadSettings(path, schema).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SettingsError);
    expect(String(error)).toContain(path);
    expect(String(error)).toContain(what);
  });
});
