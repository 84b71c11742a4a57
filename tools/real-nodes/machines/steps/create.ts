import type { Step } from '../step';
import { goesOn, installWriter } from '../writer';

const small = { 'cpu-count': 1, 'disk-count': 1, 'disk-size': 16, 'memory-size': 32, 'nic-count': 0, 'spindle-use': 1 };
const large = { 'cpu-count': 2, 'disk-count': 4, 'disk-size': 4096, 'memory-size': 512, 'nic-count': 4, 'spindle-use': 8 };

export const step: Step = {
  title: 'a mirrored instance is created, and its guest writes',
  vital: true,
  async run(cluster) {
    await installWriter(cluster);
    // Guests of emulated machines are slow to copy: they may stand still for two seconds.
    await cluster.job('PUT', '/2/modify', { ipolicy: { minmax: [{ min: small, max: large }] }, hvparams: { kvm: { kernel_path: '', migration_downtime: 2000 } } });
    await cluster.job('POST', '/2/instances', {
      __version__: 1,
      mode: 'create',
      instance_name: 'web1.example.com',
      os_type: 'writer',
      disk_template: 'drbd',
      disks: [{ size: 64 }],
      nics: [{}],
      beparams: { maxmem: 64, minmem: 64, vcpus: 1 },
      pnode: 'node1.example.com',
      snode: 'node2.example.com',
      name_check: false,
      ip_check: false,
    });
    const info = await cluster.instance('web1.example.com');
    if (info.status !== 'running') throw new Error(`status ${info.status}`);
    cluster.note(`count ${await goesOn(cluster, 'web1.example.com')}`);
  },
};
