/** S-094 to S-099: one instance. */
import type { Area, Row } from '../seed';
import { exists, mirrorPath, row } from './shared';

export const instancesOne: Area = {
  'S-094': (seed) => seed.expectMethods(mirrorPath(seed), ['GET', 'DELETE']),
  'S-095': async (seed) => {
    const rows = (await seed.get('/2/instances?bulk=1')) as Row[];
    expect(await row(seed, seed.mirror)).toEqual(rows.find((each) => each['name'] === seed.mirror));
  },
  'S-096': async (seed) => {
    const name = await seed.instance();
    await seed.job('DELETE', `/2/instances/${name}?dry-run=1`);
    expect(await exists(seed, name)).toBe(true);
    await seed.job('DELETE', `/2/instances/${name}`);
    expect(await exists(seed, name)).toBe(false);
  },
  'S-097': async (seed) => {
    await seed.expectMethods(mirrorPath(seed, '/info'), ['GET']);
    const { opresult } = await seed.job('GET', mirrorPath(seed, '/info'));
    expect((opresult[0] as Row)[seed.mirror]).toMatchObject({
      name: seed.mirror,
      pnode: seed.cluster.nodes[1],
      run_state: 'up',
    });
  },
  'S-098': async (seed) => {
    const { opresult } = await seed.job('GET', mirrorPath(seed, '/info?static=1'));
    expect((opresult[0] as Row)[seed.mirror]).toMatchObject({ name: seed.mirror, run_state: null });
    expect(await seed.opcode('GET', mirrorPath(seed, '/info'))).toMatchObject({ static: false });
  },
  'S-099': async (seed) => expect((await seed.job('GET', mirrorPath(seed, '/info'))).status).toBe('success'),
};
