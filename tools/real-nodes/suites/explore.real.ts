import { readFileSync } from 'node:fs';
import { bootGuests, type World } from '../world';
let world: World;
beforeAll(async () => { world = await bootGuests({ disks: [600] }, { disks: [600] }); });
afterAll(() => world?.close());
it('explores', async () => {
  for (const line of readFileSync('/tmp/explore.txt', 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const [who, ...rest] = line.split(' ');
    const from = Date.now();
    const results = await Promise.all((who === '*' ? world.guests : [world.guests[Number(who) - 1]!]).map((g) => g.run('bash', ['-c', rest.join(' ')], { timeout: 60 })));
    process.stdout.write(`\n# ${line} (${Date.now() - from} ms)\n${results.map((r) => r.stdout + r.stderr + (r.exitCode ? `rc=${r.exitCode}` : '')).join('--\n')}`);
  }
});
