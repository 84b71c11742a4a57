import { commandsOf } from '../page';
import type { Step } from '../step';

export const step: Step = {
  title: 'packages are installed on three machines as docs/install.md says',
  vital: true,
  async run(cluster) {
    const [prepare, install] = commandsOf(cluster.root, 'Each machine', 2) as [string, string];
    await Promise.all(
      cluster.machines.map(async (machine) => {
        await machine.shell(prepare);
        await machine.shell(`cd /host/packages; export DEBIAN_FRONTEND=noninteractive\n${install}`);
        await machine.shell('test "$(systemctl is-enabled ganeti-noded ganeti-masterd ganeti-rapi | sort -u)" = enabled; ! pgrep ganeti');
      }),
    );
  },
};
