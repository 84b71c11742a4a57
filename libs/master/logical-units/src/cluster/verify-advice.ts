/** Hypervisor parameters that work, but cost speed or safety: advice, no findings. */
import type { RunContext } from '@ganeti/master-jobs';
import { fillHv, type Node, type ParamDict } from '@ganeti/objects';
import { hvOf } from '../common/params';
import type { Findings } from './findings';
import { primariesOf } from './verify-state';

interface Rule {
  readonly hypervisors: readonly string[];
  readonly applies: (params: ParamDict) => boolean;
  readonly advice: string;
}

const isSet = (value: unknown): boolean => typeof value === 'string' && value !== '';

const rules: readonly Rule[] = [
  { hypervisors: ['kvm'], applies: ({ kvm_flag: flag }) => flag === 'disabled', advice: 'kvm_flag=disabled emulates the processor, which is slow' },
  { hypervisors: ['kvm', 'xen-hvm'], applies: ({ disk_type: type }) => ['ide', 'scsi', 'ioemu', 'pflash', 'mtd', 'sd'].some((emulated) => emulated === type), advice: 'an emulated disk_type is slower than paravirtual' },
  { hypervisors: ['kvm', 'xen-hvm'], applies: ({ nic_type: type }) => type !== undefined && type !== 'paravirtual', advice: 'an emulated nic_type is slower than paravirtual' },
  { hypervisors: ['kvm'], applies: ({ disk_cache: cache }) => cache === 'writeback', advice: 'disk_cache=writeback can lose writes when the node fails, and hinders live migration' },
  { hypervisors: ['kvm'], applies: ({ disk_aio: aio, disk_cache: cache }) => aio === 'native' && cache !== 'none', advice: 'disk_aio=native needs disk_cache=none' },
  { hypervisors: ['kvm'], applies: ({ vnc_bind_address: address, vnc_password_file: password, vnc_tls: tls }) => address === '0.0.0.0' && !isSet(password) && tls !== true, advice: 'VNC is open to the network, without a password and without TLS' },
  { hypervisors: ['kvm'], applies: ({ sandbox }) => sandbox === false, advice: 'sandbox=false leaves QEMU system calls that it does not need' },
];

/** What is wrong for the whole cluster is said once, not for each instance. */
export function adviseOnHypervisors(cx: RunContext, findings: Findings, nodes: readonly Node[]): void {
  findings.heading('Looking at hypervisor parameters');
  const cluster = cx.config.cluster();
  const general = new Set<string>();
  for (const hypervisor of cluster.enabled_hypervisors) {
    for (const advice of adviceOn(hypervisor, fillHv(cluster, hypervisor, '', {}))) {
      general.add(`${hypervisor} ${advice}`);
      findings.notice(`hypervisor ${hypervisor}: ${advice}`);
    }
  }
  for (const instance of primariesOf(cx, nodes)) {
    for (const advice of adviceOn(instance.hypervisor, hvOf(cx.config, instance))) {
      if (!general.has(`${instance.hypervisor} ${advice}`)) findings.notice(`instance ${instance.name}: ${advice}`);
    }
  }
}

export function adviceOn(hypervisor: string, params: ParamDict): string[] {
  return rules.filter(({ hypervisors, applies }) => hypervisors.includes(hypervisor) && applies(params)).map(({ advice }) => advice);
}
