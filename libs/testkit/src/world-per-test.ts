import { unitChecks, type UnitChecks } from './unit-checks';
import { unitWorld, type UnitWorld } from './unit-world';

/**
 * For the top of a file or `describe` of tests: each of its tests has a world of its own (unit-world.ts), which is there from
 * `beforeEach` on. `names`: of its nodes; default three.
 */
export function worldPerTest(names?: readonly string[]): UnitWorld & UnitChecks {
  let world: UnitWorld | undefined;
  const present = (): UnitWorld => {
    if (world === undefined) throw new Error('There is a world only while a test runs');
    return world;
  };
  beforeEach(async () => {
    world = await unitWorld(names);
  });
  afterEach(() => present().close());
  const checks = unitChecks(present);
  return new Proxy({} as UnitWorld & UnitChecks, {
    get: (_none, key) => (key in checks ? Reflect.get(checks, key) : Reflect.get(present(), key)) as unknown,
  });
}
