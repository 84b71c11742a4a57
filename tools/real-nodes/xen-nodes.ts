/** Two Xen nodes that guests can move between: volumes of the same names on both, certificates of one cluster. */
import { join } from 'node:path';
import { hypervisorContract, testInstance, type GuestDisk } from '@ganeti/node-hypervisor';
import type { InstanceReceived } from '@ganeti/node-api';
import { createCa, createPaths, issueCertificate } from '@ganeti/runtime';
import type { Guest } from './guest';
import { bootGuests } from './world';

const MIB_PER_DISK = 16;
const DISKS = 4;
const paths = createPaths('');

export interface XenNodes {
  readonly one: Guest;
  readonly two: Guest;
  /** Another one at each call; memory MiB. Its disk is shared with the fourth one after it. */
  instance(memory: number, hvparams?: Readonly<Record<string, unknown>>): InstanceReceived;
  disks(instance: InstanceReceived): GuestDisk[];
  /** What is there of instances: domains, processes, files. */
  left(): Promise<string[]>;
  /** Ends all that instances have left; answers what is there still. */
  clean(): Promise<string[]>;
  close(): Promise<void>;
}

export async function xenNodes(): Promise<XenNodes> {
  const world = await bootGuests({ flavour: 'xen', disks: [128] }, { flavour: 'xen', disks: [128] });
  const [one, two] = world.guests as readonly [Guest, Guest];
  const ca = await createCa('real nodes', 2);
  const both = <T>(act: (guest: Guest) => Promise<T>): Promise<T[]> => Promise.all([one, two].map(act));
  await both(async (guest) => {
    const { certificate, key } = await issueCertificate(ca, { commonName: guest.name, role: { node: guest.uuid }, addresses: [guest.address], days: 2 });
    await guest.must('mkdir', '-p', paths.dataDir, join(paths.runDir, 'xen-hypervisor'));
    await guest.run('tee', [paths.nodeBundle], { stdin: certificate + key });
    await guest.run('tee', [paths.caCertificate], { stdin: ca.certificate });
    await guest.must('pvcreate', '-q', '/dev/vdb');
    await guest.must('vgcreate', '-q', 'xenvg', '/dev/vdb');
    for (let disk = 0; disk < DISKS; disk += 1) await guest.must('lvcreate', '-q', '--yes', '-Wn', '--size', `${MIB_PER_DISK}m`, '--name', `disk${disk}`, 'xenvg');
  });
  let made = 0;
  const domains = async (guest: Guest): Promise<string[]> => (await guest.must('xl', 'list')).split('\n').slice(1).map((line) => line.split(' ')[0]!).filter((name) => name !== '' && name !== 'Domain-0');
  const left = async (): Promise<string[]> => {
    const found = await both(async (guest) => {
      const processes = await guest.run('pgrep', ['-a', '-x', 'socat|xl']);
      const files = await guest.must('find', '/etc/xen', join(paths.runDir, 'xen-hypervisor'), '-name', 'inst*');
      return [...(await domains(guest)), ...processes.stdout.split('\n'), ...files.split('\n')].filter((line) => line !== '').map((line) => `${guest.name}: ${line}`);
    });
    return found.flat();
  };
  return {
    one,
    two,
    instance: (memory, hvparams = {}) =>
      testInstance({
        name: `inst${(made += 1)}`,
        hypervisor: 'xen-pvm',
        beparams: { maxmem: memory, vcpus: 1 },
        hvparams: { kernel_path: '/boot/domain-kernel', initrd_path: '/boot/domain-initrd', kernel_args: 'quiet console=hvc0 mitigations=off', root_path: '', blockdev_prefix: 'xvd', ...hvparams },
      }),
    disks: ({ name }) => {
      const lv = `disk${Number(name.slice('inst'.length)) % DISKS}`;
      return [{ path: `/dev/xenvg/${lv}`, uri: '', device: { uuid: lv, mode: 'rw', size: MIB_PER_DISK } } as unknown as GuestDisk];
    },
    left,
    clean: async () => {
      await both(async (guest) => {
        for (const name of await domains(guest)) await guest.run('xl', ['destroy', name]);
        await guest.run('pkill', ['-x', 'socat']);
        await guest.run('find', ['/etc/xen', join(paths.runDir, 'xen-hypervisor'), '-name', 'inst*', '-delete']);
      });
      let there = await left();
      // What was told to end may take a moment.
      for (let tries = 0; tries < 50 && there.length > 0; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        there = await left();
      }
      return there;
    },
    close: () => world.close(),
  };
}

/** What every driver of guests must do, with domains of this type on two nodes. */
export function xenContract(domain_type: 'pvh' | 'pv', nodes: () => XenNodes): void {
  hypervisorContract(`xen-pvm, ${domain_type}`, async () => {
    const { one, two, instance, disks, clean } = nodes();
    return {
      hypervisor: one.hypervisor('xen-pvm'),
      target: two.hypervisor('xen-pvm'),
      targetAddress: two.address,
      instance: (memory) => instance(memory, { domain_type }),
      disks,
      spareDisk: () => {
        throw new Error('devices of running domains are not changed');
      },
      restart: async () => {
        await one.restart();
        return one.hypervisor('xen-pvm');
      },
      overhead: 24,
      wrongParameters: { cpu_mask: '3-1' },
      close: async () => expect(await clean()).toEqual([]),
    };
  });
}
