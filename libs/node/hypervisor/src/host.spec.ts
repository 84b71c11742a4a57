import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hostMemory, hostProcessors, processorSeconds, residentMemory } from './host';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ganeti-host-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));
function put(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

it('reads memory and processors of a machine with two sockets and two NUMA nodes', async () => {
  put('meminfo', 'MemTotal:       16384000 kB\nMemFree:         1024000 kB\nMemAvailable:    8192000 kB\n');
  expect(await hostMemory(dir)).toEqual({ total: 16000, available: 8000 });
  put('devices/system/cpu/online', '0-2,4\n');
  for (const [cpu, socket] of [[0, 0], [1, 0], [2, 1], [4, 1]]) put(`devices/system/cpu/cpu${cpu}/topology/physical_package_id`, `${socket}\n`);
  for (const node of [0, 1]) put(`devices/system/node/node${node}/cpulist`, '0\n');
  expect(await hostProcessors(dir)).toEqual({ total: 4, nodes: 2, sockets: 2 });
});

it('reads what a process uses; one that is gone uses nothing', async () => {
  put('7/status', 'Name:\tkvm\nVmRSS:\t  204800 kB\n');
  put('7/stat', '7 (CPU 0/KVM) S 1 7 7 0 -1 4194560 1 0 0 0 250 50 0 0 20 0\n');
  expect(await residentMemory(7, dir)).toBe(200);
  expect(await processorSeconds(7, dir)).toBe(3);
  expect(await residentMemory(8, dir)).toBe(0);
  expect(await processorSeconds(8, dir)).toBe(0);
});

it('reads this machine', async () => {
  const memory = await hostMemory();
  expect(memory.total).toBeGreaterThanOrEqual(memory.available);
  expect(memory.available).toBeGreaterThan(0);
  expect((await hostProcessors()).total).toBeGreaterThan(0);
  expect(await residentMemory(process.pid)).toBeGreaterThan(1);
});
