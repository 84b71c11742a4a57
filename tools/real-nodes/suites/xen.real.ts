/** Domains on real Xen nodes, without and with the processor's help. */
import type { InstanceReceived, NicReceived } from '@ganeti/node-api';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import { createPaths } from '@ganeti/runtime';
import type { Guest } from '../guest';
import { xenContract, xenNodes, type XenNodes } from '../xen-nodes';

let nodes: XenNodes;
beforeAll(async () => {
  nodes = await xenNodes();
});
afterAll(() => nodes?.close());

xenContract('pvh', () => nodes);

describe('a domain', () => {
  const hypervisor = (guest = nodes.one): Hypervisor => guest.hypervisor('xen-pvm');
  const console = async (name: string, guest = nodes.one): Promise<string> => (await guest.run('cat', [`/var/log/xen/console/guest-${name}.log`])).stdout;
  const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 240 && !(await holds()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await holds()).toBe(true);
  };
  const says = (name: string, text: RegExp, guest?: Guest): Promise<void> => eventually(async () => text.test(await console(name, guest)));
  /** What it has counted to, by its disk. Read from there: what domains write passes by the node's cache. */
  const counted = async (instance: InstanceReceived, guest = nodes.one): Promise<number> => {
    const block = await guest.must('dd', `if=${nodes.disks(instance)[0]!.path}`, 'bs=512', 'count=1', 'iflag=direct', 'status=none');
    return Number(/^count (\d+)/.exec(block)?.[1] ?? 0);
  };
  const started = async (instance: InstanceReceived): Promise<void> => {
    await hypervisor().start(instance, { paused: false, disks: nodes.disks(instance) });
    await says(instance.name, /tick 2 /);
  };
  afterEach(async () => {
    const left = await nodes.left();
    await nodes.clean();
    expect(left).toEqual([]);
  });

  describe.each(['pvh', 'pv'])('of type %s', (domain_type) => {
    it('has its arguments, card and disk; hears of other memory, reboots, goes when it is asked to', async () => {
      const nic = { uuid: 'nic', name: '', mac: 'aa:00:00:00:00:07', ip: '', params: { mode: '"bridged"', link: '"xenbr0"' }, network: {} } as unknown as NicReceived;
      const instance = { ...nodes.instance(192, { domain_type, kernel_args: 'quiet console=hvc0 mitigations=off word="two words"', root_path: '/dev/xvda9' }), nics: [nic] };
      await started(instance);
      expect(await console(instance.name)).toMatch(/started: root=\/dev\/xvda9 .*word="two words"/);
      expect(await console(instance.name)).toMatch(/card aa:00:00:00:00:07/);
      expect(await nodes.one.must('ls', '/sys/class/net/xenbr0/brif')).toMatch(/^vif\d+\.0$/m);
      await eventually(async () => (await counted(instance)) >= 2);

      await hypervisor().setMemory(instance, 160);
      const before = await hypervisor().status(instance.name);
      expect(before?.memory).toBe(160);
      await hypervisor().reboot(instance, 'soft', { timeoutSeconds: 120, disks: nodes.disks(instance) });
      await eventually(async () => (await counted(instance)) === 1);
      await hypervisor().reboot(instance, 'hard', { timeoutSeconds: 120, disks: nodes.disks(instance) });
      expect((await hypervisor().status(instance.name))?.memory).toBe(160);
      await says(instance.name, /(started:[^]*){3}tick 2 /);
      const asked = Date.now();
      await hypervisor().stop(instance, 300);
      expect(await console(instance.name)).toMatch(/reboot: (Power down|System halted)\s*$/);
      expect(Date.now() - asked).toBeLessThan(300_000);
    });

    it('moves while it writes', async () => {
      const instance = nodes.instance(128, { domain_type });
      await started(instance);
      const { info, migratable } = await hypervisor().migrationInfo(instance);
      expect(migratable).toBe(true);
      await hypervisor(nodes.two).acceptMigration(instance, info, nodes.two.address, nodes.disks(instance));
      const seen: number[] = [];
      await hypervisor().migrate(instance, nodes.two.address, { live: true, progress: (percent) => seen.push(percent) });
      await hypervisor().finishMigrationSource(instance, true);
      await hypervisor(nodes.two).finishMigrationTarget(instance, info, true);
      const last = await counted(instance);
      await eventually(async () => (await counted(instance, nodes.two)) > last);
      // At home nothing is written any more.
      expect(await counted(instance)).toBe(last);
      expect(await hypervisor().list()).toEqual([]);
      expect(await hypervisor(nodes.two).list()).toMatchObject([{ name: instance.name, state: 'running', memory: 128 }]);
      // It is rebooted and stopped there as at home.
      await hypervisor(nodes.two).reboot(instance, 'soft', { timeoutSeconds: 120, disks: nodes.disks(instance) });
      await eventually(async () => (await counted(instance, nodes.two)) < last);
      await hypervisor(nodes.two).stop(instance, 300);
    });
  });

  it('is ended when it does not hear', async () => {
    const instance = nodes.instance(128, { domain_type: 'pvh', kernel_args: 'quiet console=hvc0 deaf' });
    await started(instance);
    await hypervisor().stop(instance, 5);
    expect(await hypervisor().status(instance.name)).toBeNull();
    expect(await console(instance.name)).not.toMatch(/Power down|System halted/);
  });

  it('is seen to go by itself, and stays to be seen where users may do that', async () => {
    const told: string[] = [];
    const stop = hypervisor().onChange((names) => told.push(...names));
    const gone = nodes.instance(128, { domain_type: 'pvh', kernel_args: 'quiet console=hvc0 until=3' });
    await hypervisor().start(gone, { paused: false, disks: nodes.disks(gone) });
    await says(gone.name, /tick 1 /);
    told.length = 0;
    await eventually(async () => told.includes(gone.name));
    expect(await hypervisor().status(gone.name)).toBeNull();
    await hypervisor().stop(gone, 0);

    await nodes.one.run('tee', [createPaths('').ssconf('enabled_user_shutdown')], { stdin: 'True\n' });
    const stays = nodes.instance(128, { domain_type: 'pvh', kernel_args: 'quiet console=hvc0 until=3' });
    await hypervisor().start(stays, { paused: false, disks: nodes.disks(stays) });
    await says(stays.name, /tick 1 /);
    told.length = 0;
    await eventually(async () => (await hypervisor().status(stays.name))?.state === 'shutdown');
    await eventually(async () => told.includes(stays.name));
    await nodes.one.run('rm', [createPaths('').ssconf('enabled_user_shutdown')]);
    await hypervisor().stop(stays, 0);
    stop();
  });

  it('that cannot start leaves nothing but its config with the logs', async () => {
    const instance = nodes.instance(128, { kernel_path: '/boot/none' });
    await expect(hypervisor().start(instance, { paused: false, disks: nodes.disks(instance) })).rejects.toThrow(/cannot be started: .*\/boot\/none/s);
    expect(await nodes.one.must('ls', '/var/log/ganeti/xen')).toContain(`${instance.name}.cfg`);
    expect(await hypervisor().verify()).toEqual([]);
    expect(await hypervisor().version()).toMatch(/^4\.17/);
  });
});
