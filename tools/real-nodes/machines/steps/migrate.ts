import type { Step } from '../step';
import { countNow, goesOn } from '../writer';

const name = 'web1.example.com';

export const step: Step = {
  title: 'it migrates live there and back while it writes',
  async run(cluster) {
    for (const target of ['node2.example.com', 'node1.example.com']) {
      const before = await countNow(cluster, name);
      await cluster.job('PUT', `/2/instances/${name}/migrate`, { mode: 'live' });
      const { pnode, status } = await cluster.instance(name);
      if (pnode !== target || status !== 'running') throw new Error(`${status} on ${pnode}`);
      cluster.note(`${target}: count ${before} -> ${await goesOn(cluster, name, before)}`);
    }
  },
};
