import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Providers, providerScripts } from './index';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ganeti-ext-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function install(path: string, { without = [], parameters = '' }: { without?: readonly string[]; parameters?: string | null } = {}): string {
  const provider = join(dir, path);
  mkdirSync(provider, { recursive: true });
  for (const script of providerScripts) if (!without.includes(script)) writeFileSync(join(provider, script), '#!/bin/sh\n', { mode: 0o755 });
  if (parameters !== null) writeFileSync(join(provider, 'parameters.list'), parameters);
  return provider;
}

describe('external storage providers', () => {
  it('are found on the search path, the first of a name wins', async () => {
    const first = install('a/san', { parameters: '# what it takes\nLUN  number of the unit\npool\n' });
    install('b/san', { without: ['create'] });
    const other = install('b/cloud');
    writeFileSync(join(other, 'snapshot'), '#!/bin/sh\n', { mode: 0o755 });
    const providers = new Providers([join(dir, 'missing'), join(dir, 'a'), join(dir, 'b')]);
    const list = await providers.list();
    expect(list.map(({ name, path, problems }) => [name, path, problems])).toEqual([
      ['cloud', other, []],
      ['san', first, []],
    ]);
    expect(list[0]!.scripts.snapshot).toBe(join(other, 'snapshot'));
    expect(list[1]!.scripts.snapshot).toBeUndefined();
    expect(list[1]!.parameters).toEqual([
      { name: 'lun', help: 'number of the unit' },
      { name: 'pool', help: '' },
    ]);
    expect((await providers.find('san'))?.path).toBe(first);
    expect(await providers.find('../a/san')).toBeNull();
    expect(await providers.find('nobody')).toBeNull();
  });

  it('say what is missing', async () => {
    const path = install('half', { without: ['grow'], parameters: null });
    writeFileSync(join(path, 'verify'), '', { mode: 0o755 });
    writeFileSync(join(path, 'grow'), 'not a program', { mode: 0o644 });
    const [half] = await new Providers([dir]).list();
    expect(half!.problems).toEqual(['its script grow is not executable', expect.stringContaining('parameters.list is missing')]);
  });
});
