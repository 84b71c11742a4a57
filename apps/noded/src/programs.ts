/** Every program the node daemon runs, and why. docs/commands.md is made of this; what is not listed is not run. */
import { detachedLauncher, execaRunner, listedPrograms } from '@ganeti/runtime';

export interface Program {
  /** Debian's. */
  readonly package: string;
  readonly why: string;
  /** What runs it. */
  readonly part: 'LVM' | 'DRBD' | 'files' | 'gluster' | 'RBD' | 'external storage' | 'network' | 'KVM' | 'Xen' | 'joining';
}

export const programs: Readonly<Record<string, Program>> = {
  lvs: { part: 'LVM', package: 'lvm2', why: 'lists volumes, as JSON' },
  vgs: { part: 'LVM', package: 'lvm2', why: 'lists volume groups and their space' },
  pvs: { part: 'LVM', package: 'lvm2', why: 'lists physical volumes' },
  lvcreate: { part: 'LVM', package: 'lvm2', why: 'makes volumes and snapshots' },
  lvremove: { part: 'LVM', package: 'lvm2', why: 'removes them' },
  lvrename: { part: 'LVM', package: 'lvm2', why: 'renames volumes; that is also how they are adopted' },
  lvextend: { part: 'LVM', package: 'lvm2', why: 'grows them' },
  lvchange: { part: 'LVM', package: 'lvm2', why: 'activates, deactivates, tags with the owner' },
  lvconvert: { part: 'LVM', package: 'lvm2', why: 'merges a snapshot: roll back' },
  pvchange: { part: 'LVM', package: 'lvm2', why: 'closes a physical volume for new volumes, and opens it' },
  vgreduce: { part: 'LVM', package: 'lvm2', why: 'repairs a group that has lost a physical volume' },
  lvmconfig: { part: 'LVM', package: 'lvm2', why: "reads the administrator's filter of devices" },
  drbdsetup: { part: 'DRBD', package: 'drbd-utils', why: 'sets mirrors up, connects, promotes, resizes, shows; one of them tells events as long as the daemon runs' },
  drbdmeta: { part: 'DRBD', package: 'drbd-utils', why: 'makes metadata, marks it with its disk, applies the activity log' },
  modprobe: { part: 'DRBD', package: 'kmod', why: 'loads the module when a mirror is first used' },
  cp: { part: 'files', package: 'coreutils', why: 'reflinks, and copies that keep holes' },
  fallocate: { part: 'files', package: 'util-linux', why: 'takes blocks of a file and gives them back' },
  glusterfs: { part: 'gluster', package: 'glusterfs-client', why: 'mounts a volume' },
  rbd: { part: 'RBD', package: 'ceph-common', why: 'everything about images' },
  dd: { part: 'external storage', package: 'coreutils', why: 'copies a snapshot back' },
  ip: { part: 'network', package: 'iproute2', why: "tap devices, routes, bridges that have to be there, the master's address" },
  bridge: { part: 'network', package: 'iproute2', why: 'VLANs of a port' },
  sysctl: { part: 'network', package: 'procps', why: "lets the host answer for a routed guest's address" },
  'ovs-vsctl': { part: 'network', package: 'openvswitch-switch', why: 'ports of Open vSwitch' },
  arping: { part: 'network', package: 'iputils-arping', why: "tells the neighbours where the master's address is now" },
  swtpm: { part: 'KVM', package: 'swtpm', why: 'a TPM beside a guest that has one' },
  taskset: { part: 'KVM', package: 'util-linux', why: "binds a guest's threads to processors" },
  systemctl: { part: 'joining', package: 'systemd', why: 'starts the daemon when this machine has become a node; only in `ganeti-noded join`' },
  xl: { part: 'Xen', package: 'xen-utils', why: 'everything about domains' },
  'xenstore-watch': { part: 'Xen', package: 'xenstore-utils', why: 'says when a domain comes or goes' },
  'xenstore-read': { part: 'Xen', package: 'xenstore-utils', why: 'tells whether a domain can be suspended' },
  socat: { part: 'Xen', package: 'socat', why: 'the TLS connection of a migration' },
};

/** What is run by its whole path: where that comes from, and why. */
export const files: readonly { readonly path: string; readonly why: string }[] = [
  { path: '`kvm_path`', why: 'QEMU: is the guest; also asked for its version and machines' },
  { path: '`/etc/ganeti/hooks/…`', why: 'hooks of the administrator' },
  { path: '`/etc/ganeti/network/<mode>/<up\\|down>`, `/etc/ganeti/kvm-vif-bridge`', why: 'connect NICs in place of what the mode does' },
  { path: 'master network script (`use_external_mip_script`)', why: "sets the master's address up and takes it down" },
  { path: '`<os>/create`, `export`, `import`, `rename`, `verify`', why: 'scripts of OS definitions' },
  { path: '`<provider>/create`, `attach`, …', why: 'scripts of external storage providers' },
  { path: '`/etc/ganeti/restricted-commands/…`', why: 'what `gnt node restricted-command` runs, where that is allowed' },
  { path: '`oob_program`', why: 'power of another node, on the master' },
];

const listed = listedPrograms(Object.keys(programs), { runner: execaRunner, detached: detachedLauncher });
export const { runner, detached } = listed;
