import type { Step } from '../step';
import { until } from '../within';
import { countNow, goesOn } from '../writer';

const name = 'web1.example.com';

export const step: Step = {
  title: 'its node is cut off; it fails over, and the node comes back after its power was switched off',
  async run(cluster) {
    if ((await cluster.instance(name)).pnode === cluster.master.name) await cluster.job('PUT', `/2/instances/${name}/migrate`);
    const { pnode } = await cluster.instance(name);
    const lost = cluster.on(pnode);
    const before = await countNow(cluster, name);
    lost.cable(false);
    await cluster.job('PUT', `/2/nodes/${pnode}/role?force=1`, 'offline');
    await cluster.job('PUT', `/2/instances/${name}/failover`, { ignore_consistency: true });
    const after = await goesOn(cluster, name, before);
    cluster.note(`count ${before} before, ${after} after the failover`);
    await lost.powerOff();
    lost.cable(true);
    await lost.powerOn();
    await until('its node daemon is up', async () => (await lost.shell('systemctl is-active ganeti-noded || true')).trim() === 'active');
    await cluster.job('PUT', `/2/nodes/${pnode}/role`, 'master-candidate');
    // The guest that was cut off has gone on writing: both copies have changed, and nothing of ours may choose between them.
    const activated = await cluster.ended(await cluster.submit('PUT', `/2/instances/${name}/activate-disks`));
    cluster.note(`activate-disks: ${activated.status}`);
    await cluster.job('POST', `/2/instances/${name}/replace-disks`, { mode: 'replace_on_secondary' });
    await goesOn(cluster, name, after);
    await cluster.verify();
  },
};
