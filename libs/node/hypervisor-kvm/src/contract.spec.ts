import { hypervisorContract } from '@ganeti/node-hypervisor';
import { missing, realNodes } from './real-nodes.fixture';

if (missing !== '') {
  console.warn(`The contract of hypervisors is not checked with KVM: ${missing}`);
  it.skip('hypervisor contract: kvm', () => undefined);
} else {
  hypervisorContract('kvm', async () => {
    const nodes = await realNodes();
    return {
      hypervisor: nodes.one.hypervisor,
      target: nodes.two.hypervisor,
      targetAddress: nodes.two.address,
      instance: (memory) => nodes.instance(memory),
      disks: (instance) => nodes.disks(instance),
      spareDisk: (instance) => nodes.spareDisk(instance),
      ...(nodes.namespaces ? { spareNic: (instance) => nodes.nic(instance) } : {}),
      restart: () => nodes.restart(nodes.one),
      wrongParameters: { cpu_mask: '3-1' },
      close: () => nodes.close(),
    };
  });
}
