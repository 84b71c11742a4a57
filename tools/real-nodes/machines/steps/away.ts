import { commandsOf } from '../page';
import type { Step } from '../step';
import { until } from '../within';

export const step: Step = {
  title: 'nodes leave, the cluster ends, the packages are purged',
  async run(cluster) {
    const [remove, destroy, purge] = commandsOf(cluster.root, 'Away again', 3) as [string, string, string];
    for (const machine of cluster.machines.slice(1)) await cluster.master.shell(remove.replace('node2.example.com', machine.name));
    await cluster.master.shell(destroy);
    await Promise.all(
      cluster.machines.map(async (machine) => {
        await until(`the daemons of ${machine.name} have ended`, async () => (await machine.shell('pgrep -fc /usr/lib/ganeti-ts/ || true')).trim() === '0');
        await machine.shell(`export DEBIAN_FRONTEND=noninteractive\n${purge.replace('apt purge', 'apt purge -y')}`);
        const left = await machine.shell('ls -d /var/lib/ganeti/* /etc/ganeti /var/log/ganeti /usr/lib/ganeti-ts 2>/dev/null || true; getent group gnt-admin || true');
        // Users of the remote API and exports are the administrator's.
        cluster.note(`${machine.name}: ${left.trim().replaceAll('\n', ' ') || 'nothing left'}`);
      }),
    );
  },
};
