import type { Cluster } from '../cluster';
import type { Machine } from '../machine';
import type { Step } from '../step';
import { until } from '../within';
import { countNow, goesOn } from '../writer';

const name = 'web1.example.com';

/** Kills a daemon as soon as the job is carried out; systemd starts it again. */
async function killDuring(cluster: Cluster, machine: Machine, daemon: 'noded' | 'masterd', path: string, body: unknown): Promise<void> {
  const before = await countNow(cluster, name);
  const id = await cluster.submit(path.endsWith('/grow') ? 'POST' : 'PUT', path, body);
  await until(`job ${id} runs`, async () => ((await cluster.get(`/2/jobs/${id}`)) as { status: string }).status === 'running');
  await machine.shell(`systemctl kill --kill-who=main --signal=KILL ganeti-${daemon}`);
  const job = await cluster.ended(id);
  await until(`ganeti-${daemon} is back`, async () => (await machine.shell(`systemctl is-active ganeti-${daemon} || true`)).trim() === 'active');
  cluster.note(`${daemon} killed during ${path.split('/').pop()}: ${job.status}`);
  // Where it is after that is the job's affair; that it runs, in one place, and has lost nothing, is ours.
  if (job.status !== 'success') await cluster.job('PUT', `/2/instances/${name}/migrate`, { cleanup: true });
  const running = await Promise.all(cluster.machines.map((each) => each.shell(`pgrep -fc 'qemu.*-name ${name}' || true`)));
  if (running.reduce((sum, count) => sum + Number(count), 0) !== 1) throw new Error(`${name} runs ${running.map((count) => count.trim()).join(', ')} times on the nodes`);
  await goesOn(cluster, name, before);
}

const migrate = `/2/instances/${name}/migrate`;

export const step: Step = {
  title: 'node daemon and master daemon are killed in the middle of migrating and growing',
  async run(cluster) {
    const { pnode, snodes } = await cluster.instance(name);
    await killDuring(cluster, cluster.on(pnode), 'noded', migrate, {});
    await killDuring(cluster, cluster.on(snodes[0] ?? ''), 'noded', `/2/instances/${name}/disk/0/grow`, { amount: 16 });
    await killDuring(cluster, cluster.master, 'masterd', migrate, {});
    await cluster.verify();
  },
};
