import { apiUser } from '../cluster';
import { commandsOf } from '../page';
import type { Step } from '../step';

export const step: Step = {
  title: 'the first machine is a cluster of one node',
  vital: true,
  async run(cluster) {
    const [init, user] = commandsOf(cluster.root, 'The first machine', 2) as [string, string];
    const said = await cluster.master.shell(init);
    if (/ERROR|WARNING/.test(said)) throw new Error(`gnt cluster verify on one node:\n${said}`);
    await cluster.master.shell(`echo ${apiUser.password} | ( ${user.trim()} )`);
    await cluster.master.shell('test "$(systemctl is-active ganeti-noded ganeti-masterd ganeti-rapi | sort -u)" = active; ping -c 1 cluster.example.com');
    await cluster.openApi();
  },
};
