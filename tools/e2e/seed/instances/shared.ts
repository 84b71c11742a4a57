/** What checks of instances share. */
import { operations } from '@ganeti/testkit';
import type { Row, Seed } from '../seed';

export const mirrorPath = (seed: Seed, what = ''): string => `/2/instances/${seed.mirror}${what}`;
/** For what must not happen to anything: the opcode is what counts. */
export const nonePath = (what: string): string => `/2/instances/none.example.com${what}`;

export const exists = async (seed: Seed, name: string): Promise<boolean> =>
  (await seed.status('GET', `/2/instances/${name}`)) === 200;

export const row = async (seed: Seed, name: string): Promise<Row> => (await seed.get(`/2/instances/${name}`)) as Row;
/** Operations of the simulated hypervisor that concern an instance, on all nodes. */
export const happened = ({ cluster }: Seed, name: string): string[] =>
  cluster.nodes.flatMap((node) =>
    operations(cluster.dir, node)
      .filter(({ object }) => object.includes(name))
      .map(({ op }) => op),
  );
