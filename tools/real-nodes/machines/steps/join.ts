import { commandsOf } from '../page';
import type { Step } from '../step';
import { until } from '../within';

export const step: Step = {
  title: 'two further machines join, and verify has nothing to say',
  vital: true,
  async run(cluster) {
    const [add, join] = commandsOf(cluster.root, 'Further machines', 2) as [string, string];
    for (const machine of cluster.machines.slice(1)) {
      const log = `/root/add-${machine.name}`;
      await cluster.master.background(`${add.trim().replace('node2.example.com', machine.name)}; echo ended with $?`, log);
      const token = await until('gnt node add prints a token', async () => /ganeti-join:\S+(?=\n)/.exec(await cluster.master.shell(`cat ${log}`))?.[0]);
      await machine.shell(join.replace(/ganeti-join:\S+/, token));
      const ended = await until('gnt node add ends', async () => /ended with \d+/.exec(await cluster.master.shell(`cat ${log}`))?.[0]);
      if (ended !== 'ended with 0') throw new Error(await cluster.master.shell(`cat ${log}`));
    }
    await cluster.verify();
  },
};
