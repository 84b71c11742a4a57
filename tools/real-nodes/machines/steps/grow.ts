import type { Step } from '../step';
import { countNow, goesOn } from '../writer';

const name = 'web1.example.com';

export const step: Step = {
  title: 'its disk grows on both nodes while it writes',
  async run(cluster) {
    const before = await countNow(cluster, name);
    await cluster.job('POST', `/2/instances/${name}/disk/0/grow`, { amount: 32 });
    for (const machine of [cluster.machines[0], cluster.machines[1]]) {
      const size = Number(await machine.shell('blockdev --getsize64 /dev/drbd0'));
      if (size !== 96 * 1024 * 1024) throw new Error(`${machine.name}: /dev/drbd0 has ${size} bytes`);
    }
    await goesOn(cluster, name, before);
  },
};
