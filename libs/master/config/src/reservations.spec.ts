import { OpPrereqError } from '@ganeti/errors';
import fc from 'fast-check';
import { drbdDisk, instance, nic, seeded } from './fixtures';
import type { ConfigTx } from './index';
import { givenBack, restoreChanges } from './index';
import { LowestFree } from './lowest-free';

const addDrbd = (tx: ConfigTx, name: string, port: number, minorA: number, minorB: number): void => {
  tx.insert('disk', drbdDisk(`${name}-d0`, name, 0, { a: 'n0', b: 'n1', port, minorA, minorB }));
  tx.insert('instance', instance(name, { disk_template: 'drbd', disks: [`${name}-d0`] }));
};
const removeDrbd = (tx: ConfigTx, name: string): void => {
  tx.remove('instance', name);
  tx.remove('disk', `${name}-d0`);
};

describe('reservations', () => {
  it('give the lowest free port and minor, and freed ones again', async () => {
    const { config } = await seeded();
    const { reservations } = config;
    expect([reservations.port(1), reservations.port(2), reservations.minor(1, 'n0'), reservations.minor(1, 'n1'), reservations.minor(2, 'n0')]).toEqual([11000, 11001, 0, 0, 1]);
    await config.transaction((tx) => addDrbd(tx, 'web1', 11000, 0, 0));
    reservations.releaseAll(1);
    reservations.releaseAll(2);
    expect([reservations.port(3), reservations.minor(3, 'n0'), reservations.minor(3, 'n1')]).toEqual([11001, 1, 1]);
    await config.transaction((tx) => removeDrbd(tx, 'web1'));
    expect([reservations.port(3), reservations.minor(3, 'n0')]).toEqual([11000, 0]);
  });

  it('refuse when all ports are used', async () => {
    const { config } = await seeded(1);
    for (let i = 0; i < 4000; i += 1) config.reservations.port(1);
    expect(() => config.reservations.port(2)).toThrow(/All ports from 11000 to 14999/);
    config.reservations.releaseAll(1);
    expect(config.reservations.port(2)).toBe(11000);
  });

  it('keep MAC addresses and names from other jobs and from objects', async () => {
    const { config } = await seeded();
    const { reservations } = config;
    await config.transaction((tx) => tx.insert('instance', instance('web1', { nics: [nic('aa:00:00:00:00:02')] })));
    expect(reservations.generateMac(1, 'AA:00:00')).toBe('aa:00:00:00:00:01');
    expect(reservations.generateMac(1, 'aa:00:00')).toBe('aa:00:00:00:00:03');
    expect(() => reservations.reserveMac(2, 'AA:00:00:00:00:03')).toThrow(expect.objectContaining({ code: 'resource_not_unique' }));
    expect(() => reservations.reserveMac(1, 'aa:00:00:00:00:02')).toThrow(OpPrereqError);
    reservations.reserveMac(1, 'aa:00:00:00:00:03');
    reservations.name(1, 'instance', 'web2.example.com');
    reservations.name(1, 'instance', 'web2.example.com');
    expect(() => reservations.name(2, 'instance', 'WEB2.example.com')).toThrow(/Job 1 has reserved the instance name/);
    expect(() => reservations.name(2, 'instance', 'web1.example.com')).toThrow(expect.objectContaining({ code: 'already_exists' }));
    reservations.name(2, 'node', 'web2.example.com');
    reservations.releaseAll(1);
    reservations.name(2, 'instance', 'web2.example.com');
  });

  it('vanish with the commit that uses them, and not with one that is refused', async () => {
    const { config } = await seeded();
    const { reservations } = config;
    const mac = reservations.generateMac(7, 'aa:00:00');
    reservations.name(7, 'instance', 'web1.example.com');
    const make = (primary: string) => (tx: ConfigTx) => void tx.insert('instance', instance('web1', { primary_node: primary, nics: [nic(mac)] }));
    await expect(config.transaction(make('nowhere'))).rejects.toThrow();
    expect(reservations.taken(7)).toEqual({ macs: [mac], ports: [], minors: [], names: ['instance/web1.example.com'], addresses: [] });
    await config.transaction(make('n0'));
    expect(reservations.taken(7)).toEqual({ macs: [], ports: [], minors: [], names: [], addresses: [] });
    // Still fine for the job that committed it.
    reservations.reserveMac(7, mac);
    reservations.name(7, 'instance', 'web1.example.com');
    expect(() => reservations.reserveMac(8, mac)).toThrow(OpPrereqError);
  });

  it('a resumed job has again what it had', async () => {
    const { config } = await seeded();
    const { reservations } = config;
    reservations.port(1);
    reservations.minor(1, 'n1');
    reservations.generateMac(1, 'aa:00:00');
    reservations.name(1, 'nodegroup', 'rack/2');
    const items = reservations.taken(1);
    reservations.releaseAll(1);
    reservations.restore(1, items);
    reservations.restore(1, items);
    expect(reservations.taken(1)).toEqual(items);
    expect([reservations.port(2), reservations.minor(2, 'n1')]).toEqual([11001, 1]);
    expect(() => reservations.restore(3, items)).toThrow(/Job 1 has what job 3/);
    reservations.releaseAll(1);
    expect([reservations.port(2), reservations.minor(2, 'n1')]).toEqual([11000, 0]);
    await config.transaction((tx) => addDrbd(tx, 'web1', 11002, 7, 7));
    reservations.restore(1, { ports: [11002], minors: [['n0', 7]] });
    expect(reservations.taken(1)).toMatchObject({ ports: [], minors: [] });
  });

  it('what a change gives back can be kept for its undo', async () => {
    const { config } = await seeded();
    await config.transaction((tx) => addDrbd(tx, 'web1', 11000, 0, 0));
    const { changes } = await config.transaction(
      (tx) => removeDrbd(tx, 'web1'),
      (made) => {
        config.reservations.restore(5, givenBack(made));
        return { puts: [] };
      },
    );
    expect(config.reservations.port(6)).toBe(11001);
    expect(() => config.reservations.name(6, 'instance', 'web1.example.com')).toThrow(OpPrereqError);
    await config.transaction((tx) => restoreChanges(tx, changes));
    expect(config.view.instance('web1')?.disks).toEqual(['web1-d0']);
  });
});

describe('LowestFree', () => {
  it('does as a search from the beginning would, whatever is taken and released', () => {
    const step = fc.oneof(
      fc.constant({ what: 'lowest' as const }),
      fc.record({ what: fc.constantFrom('take' as const, 'release' as const), number: fc.integer({ min: -2, max: 14 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const real = new LowestFree(0, 11);
        const model = new Map<number, number>();
        for (const action of steps) {
          if (action.what === 'lowest') {
            const expected = Array.from({ length: 12 }, (_, i) => i).find((i) => !model.has(i)) ?? null;
            expect(real.takeLowest()).toBe(expected);
            if (expected !== null) model.set(expected, 1);
          } else if (action.what === 'take') {
            real.take(action.number);
            model.set(action.number, (model.get(action.number) ?? 0) + 1);
          } else if (model.has(action.number)) {
            real.release(action.number);
            const left = model.get(action.number)! - 1;
            if (left > 0) model.set(action.number, left);
            else model.delete(action.number);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reservations of many jobs never double', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('port', 'minor', 'mac', 'release', 'restore')), { maxLength: 60 }), async (steps) => {
        const { config } = await seeded(2);
        const { reservations } = config;
        for (const [job, what] of steps) {
          if (what === 'port') reservations.port(job);
          else if (what === 'minor') reservations.minor(job, 'n1');
          else if (what === 'mac') reservations.generateMac(job, 'aa:00:00');
          else if (what === 'release') reservations.releaseAll(job);
          else reservations.restore(job, reservations.taken(job));
          const all = [1, 2, 3, 4].flatMap((id) => {
            const { macs = [], ports = [], minors = [] } = reservations.taken(id);
            return [...macs, ...ports.map((port) => `p${port}`), ...minors.map(([, minor]) => `m${minor}`)];
          });
          expect(new Set(all).size).toBe(all.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});
