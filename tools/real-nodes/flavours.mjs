// Kinds of guest nodes: what is in their image. Another kind is one more entry here.
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = new URL('.', import.meta.url).pathname;
const modules = [
  ...['virtio_pci', 'virtio_blk', 'virtio_net', 'virtio_console', 'virtio_rng', '9p', '9pnet_virtio', 'crc32c_generic', 'ext4', 'xfs'],
  ...['dm_mod', 'dm_snapshot', 'dm_thin_pool', 'dm_mirror', 'drbd', 'loop', 'md5', 'sha256_generic', 'sch_netem'],
];
const storage = ['busybox-static', 'drbd-utils', 'e2fsprogs', 'iproute2', 'kmod', 'libstdc++6', 'lvm2', 'procps', 'thin-provisioning-tools', 'udev', 'xfsprogs'];

/** Tests call drivers in it. Process 1 is `guest/init`, the root disk is as good as new at each boot. */
const drivers = {
  packages: storage,
  modules,
  spare: 150,
  firstProcess: readFileSync(join(here, 'guest/init'), 'utf8'),
  prepare(root) {
    // Handlers are not wanted: with DRBD's default the one before a resync is missing, and the connection is dropped.
    writeFileSync(join(root, 'etc/modprobe.d/drbd.conf'), 'options drbd minor_count=128 usermode_helper=/bin/true\n');
  },
};

/** A machine as an administrator has it before the project comes: systemd, QEMU, LVM and DRBD, a bridge, names of all machines. */
const machine = {
  packages: [...storage, 'chrony', 'dbus', 'iputils-arping', 'iputils-ping', 'qemu-system-x86', 'qemu-utils', 'systemd', 'systemd-sysv'].sort(),
  modules: [...modules, 'autofs4', 'bridge', 'ccp', 'kvm_amd', 'kvm_intel', 'nfnetlink', 'softdog', 'tun', 'vhost_net', 'veth'],
  spare: 1500,
  firstProcess: null,
  /** For `prepare` has changed. */
  files: tree(join(here, 'guest/machine')),
  prepare(root) {
    cpSync(join(here, 'guest/machine'), root, { recursive: true });
    const units = join(root, 'etc/systemd/system');
    for (const [target, unit] of [['multi-user.target', 'real-nodes-agent.service'], ['network-online.target', 'real-nodes-network.service']]) {
      mkdirSync(join(units, `${target}.wants`), { recursive: true });
      symlinkSync(`../${unit}`, join(units, `${target}.wants`, unit));
    }
    // Not needed by anything here, and seconds of each boot.
    const unneeded = [
      ...['getty@tty1.service', 'getty.target', 'systemd-logind.service', 'systemd-binfmt.service', 'systemd-hwdb-update.service', 'systemd-update-utmp.service', 'systemd-update-utmp-runlevel.service'],
      ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer', 'e2scrub_reap.service', 'fstrim.timer', 'drbd.service', 'systemd-journal-catalog-update.service'],
      ...['modprobe@drm.service', 'modprobe@configfs.service', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount', 'dev-hugepages.mount', 'dev-mqueue.mount', 'systemd-pstore.service'],
    ];
    for (const unit of unneeded) symlinkSync('/dev/null', join(units, unit));
    writeFileSync(join(root, 'etc/machine-id'), '');
  },
};

/** Xen with a Debian below it as Domain-0; otherwise as `drivers`. Its guests boot `/boot/domain-kernel` with `/boot/domain-initrd`, made of `guest/domain`. */
const xen = {
  ...drivers,
  packages: [...storage, 'bridge-utils', 'openssl', 'socat', 'xen-hypervisor-4.17-amd64', 'xen-utils-4.17'].sort(),
  modules: [...modules, 'bridge', 'xen-blkback', 'xen-evtchn', 'xen-gntalloc', 'xen-gntdev', 'xen-netback', 'xen-privcmd', 'xenfs'],
  files: tree(join(here, 'guest/xen')),
  hypervisor: 'boot/xen-4.17-amd64.gz',
  domain: {
    modules: ['xen-blkfront', 'xen-netfront'],
    files: [['init', 'init'], ['poweroff', 'sbin/poweroff'], ['reboot', 'sbin/reboot']].map(([name, path]) => [path, readFileSync(join(here, 'guest/domain', name), 'utf8')]),
  },
  prepare(root) {
    cpSync(join(here, 'guest/xen'), root, { recursive: true });
  },
};

export const flavours = { drivers, machine, xen };

/** Paths and contents of all files below a directory. */
function tree(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((path) => [path.slice(dir.length), readFileSync(path, 'utf8')]);
}
