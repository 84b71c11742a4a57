import type { Step } from '../step';

/** What a cluster without instances has on no machine. */
const LEFT = `lvs --noheadings -o lv_name xenvg
grep -E '^ *[0-9]+: cs:' /proc/drbd | grep -v Unconfigured || true
pgrep -a qemu || true
ip -o link | grep -E ': (gnt|tap)' || true
find /var/run/ganeti/kvm-hypervisor /var/run/ganeti/instance-disks /var/lib/ganeti/export -mindepth 1 \\( -type f -o -type l \\) 2>/dev/null || true`;

export const step: Step = {
  title: 'without instances no volume, minor, process or network card is left, and verify has nothing to say',
  async run(cluster) {
    for (const name of (await cluster.get('/2/instances')).map(({ id }: { id: string }) => id)) await cluster.job('DELETE', `/2/instances/${name}`, {});
    for (const machine of cluster.machines) {
      const left = (await machine.shell(LEFT)).trim();
      if (left !== '') throw new Error(`left on ${machine.name}:\n${left}`);
    }
    await cluster.verify();
  },
};
