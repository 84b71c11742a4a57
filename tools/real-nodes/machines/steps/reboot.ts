import type { Step } from '../step';
import { until } from '../within';
import { countNow, goesOn } from '../writer';

const name = 'web1.example.com';

export const step: Step = {
  title: 'its node is rebooted; the watcher brings it and its mirror back',
  async run(cluster) {
    if ((await cluster.instance(name)).pnode === cluster.master.name) await cluster.job('PUT', `/2/instances/${name}/migrate`);
    const { pnode } = await cluster.instance(name);
    const before = await countNow(cluster, name);
    await cluster.on(pnode).reboot();
    await until('the watcher has started it', async () => (await cluster.instance(name)).status === 'running', 900);
    cluster.note(`count ${before} before, ${await goesOn(cluster, name, before)} after the reboot`);
  },
};
