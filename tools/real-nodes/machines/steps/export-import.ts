import type { Step } from '../step';
import { countNow, goesOn } from '../writer';

const name = 'web1.example.com';
const copy = 'web2.example.com';

export const step: Step = {
  title: 'it is exported while it runs, and another is imported from that',
  async run(cluster) {
    const { pnode, snodes } = await cluster.instance(name);
    const [target] = cluster.except(pnode, snodes[0] ?? '');
    const before = await countNow(cluster, name);
    await cluster.job('PUT', `/2/instances/${name}/export`, { target_node: target?.name, shutdown: false });
    await goesOn(cluster, name, before);
    await cluster.job('POST', '/2/instances', {
      __version__: 1,
      mode: 'import',
      instance_name: copy,
      src_node: target?.name,
      src_path: name,
      disk_template: 'plain',
      disks: [{ size: 128 }],
      nics: [{ mac: 'generate' }],
      pnode: target?.name,
      start: true,
    });
    cluster.note(`count ${before} when it was exported, ${await goesOn(cluster, copy, before)} in the copy`);
    await cluster.job('DELETE', `/2/instances/${copy}`, {});
    await cluster.job('DELETE', `/2/instances/${name}/export`, {});
  },
};
