import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepNodeNames } from './node-names';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ganeti-hosts-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const file = (): string => join(dir, 'hosts');
const text = (): string => readFileSync(file(), 'utf8');

it('keeps a block of its own, and nothing else', async () => {
  const own = '127.0.0.1\tlocalhost\n\n192.0.2.9 printer';
  writeFileSync(file(), own, { mode: 0o640 });
  await keepNodeNames(file(), '192.0.2.1\tnode1.example.com node1');
  expect(text()).toBe(`${own}\n# Nodes of the Ganeti cluster (modify_etc_hosts): changes in here are lost\n192.0.2.1\tnode1.example.com node1\n# End of the nodes of the Ganeti cluster\n`);
  expect(statSync(file()).mode & 0o777).toBe(0o640);
  writeFileSync(file(), `${text()}192.0.2.10 scanner\n`);
  await keepNodeNames(file(), '192.0.2.1\tnode1\n192.0.2.2\tnode2');
  expect(text().split('\n').filter((line) => !line.startsWith('#'))).toEqual(['127.0.0.1\tlocalhost', '', '192.0.2.9 printer', '192.0.2.10 scanner', '192.0.2.1\tnode1', '192.0.2.2\tnode2', '']);
  await keepNodeNames(file(), '');
  expect(text()).toBe(`${own}\n192.0.2.10 scanner\n`);
});

it('makes no file without need, leaves one that is right, and follows a link', async () => {
  await keepNodeNames(file(), '');
  expect(() => text()).toThrow(/ENOENT/);
  symlinkSync(join(dir, 'elsewhere'), file());
  writeFileSync(join(dir, 'elsewhere'), '');
  await keepNodeNames(file(), '192.0.2.1\tnode1');
  const { ino } = statSync(file());
  expect(readFileSync(join(dir, 'elsewhere'), 'utf8')).toContain('node1');
  await keepNodeNames(file(), '192.0.2.1\tnode1');
  expect(statSync(file()).ino).toBe(ino);
});
