import type { Step } from '../step';
import { until } from '../within';
import { countNow, goesOn } from '../writer';

const name = 'web1.example.com';

export const step: Step = {
  title: 'a disk of the secondary node is destroyed; a third node takes its place',
  async run(cluster) {
    const { pnode, snodes } = await cluster.instance(name);
    const broken = cluster.on(snodes[0] ?? '');
    const [spare] = cluster.except(pnode, broken.name);
    const before = await countNow(cluster, name);
    // From now on every access to the data volume fails.
    await broken.shell(`dmsetup wipe_table --force --noflush "$(lvs --noheadings -o lv_dm_path -S 'lv_name=~data' xenvg | tr -d ' ')"`);
    await until('the mirror has noticed', async () => (await broken.shell('cat /proc/drbd')).includes('ds:Diskless'));
    await goesOn(cluster, name, before);
    await cluster.job('POST', `/2/instances/${name}/replace-disks`, { mode: 'replace_new_secondary', remote_node: spare?.name });
    const after = await cluster.instance(name);
    if (after.snodes[0] !== spare?.name) throw new Error(`its secondary node is ${after.snodes[0]}`);
    const left = await broken.shell('lvs --noheadings xenvg; grep -E "^ *[0-9]+:" /proc/drbd | grep -v Unconfigured || true');
    if (left.trim() !== '') throw new Error(`left on ${broken.name}:\n${left}`);
    await goesOn(cluster, name, before);
  },
};
