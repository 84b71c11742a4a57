/** What the kernel of this machine has to offer for what the cluster uses. */
import { findings, type Finding } from './finding';
import type { MachineFacts } from './machine-facts';

export interface MachineNeeds {
  readonly volume_groups: readonly string[];
  readonly hypervisors: readonly string[];
  /** Program that DRBD has to call; empty: DRBD is not used. */
  readonly drbd_helper: string;
  /** Filled parameters of hypervisors as JSON, by name. */
  readonly hvparams: Readonly<Record<string, string>>;
  readonly upkeep: boolean;
}

export function machineFindings(facts: MachineFacts, needs: MachineNeeds): Finding[] {
  const { all, find } = findings();
  if (needs.volume_groups.length > 0 && facts.module('dm_mod') === 'missing') {
    find('module', 'dm_mod', 'the kernel has no module dm_mod, which LVM needs; install a kernel that has it, and boot that');
  }
  if (needs.drbd_helper !== '') checkDrbd(facts, needs.drbd_helper, find);
  if (needs.hypervisors.includes('kvm') && wantsKvm(needs.hvparams['kvm']) && !facts.exists('/dev/kvm')) {
    const advice = facts.module('kvm') === 'missing' ? 'install a kernel that has it' : 'load kvm_intel or kvm_amd, and switch virtualisation on in the firmware';
    find('module', 'kvm', `there is no /dev/kvm; ${advice}, or set kvm_flag=disabled to emulate`);
  }
  if (needs.hypervisors.includes('kvm') && !facts.exists('/dev/net/tun')) {
    find('module', 'tun', 'there is no /dev/net/tun for the network cards of guests; load the module (modprobe tun, and a line "tun" in /etc/modules)');
  }
  if (needs.upkeep && facts.clockIsKept() === false) {
    find('clock', '', 'nothing keeps the clock right; install and start chrony or systemd-timesyncd', true);
  }
  return all;
}

/** How to make it so for good: modules are loaded at boot by a file, and take parameters from another. */
const loading = (helper: string): string =>
  `write "options drbd minor_count=128 usermode_helper=${helper}" into /etc/modprobe.d/drbd.conf and "drbd" into /etc/modules, then`;

function checkDrbd(facts: MachineFacts, helper: string, find: (check: string, item: string, message: string) => void): void {
  switch (facts.module('drbd')) {
    case 'missing':
      return find('module', 'drbd', 'the kernel has no module drbd; install a kernel (or drbd-dkms) that has it');
    case 'available':
      return find('module', 'drbd', `module drbd is not loaded; ${loading(helper)} run modprobe drbd`);
    case 'loaded': {
      const actual = facts.moduleParameter('drbd', 'usermode_helper');
      if (actual === helper) return;
      return find('drbd', 'usermode_helper', `DRBD calls ${actual ?? 'an unknown helper'}, but the cluster's helper is ${helper}; ${loading(helper)} run rmmod drbd; modprobe drbd while no mirror is in use`);
    }
  }
}

function wantsKvm(params: string | undefined): boolean {
  return params === undefined || (JSON.parse(params) as { readonly kvm_flag?: unknown }).kvm_flag !== 'disabled';
}
