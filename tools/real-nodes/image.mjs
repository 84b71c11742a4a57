// The guest node: Debian's userland, kernel and modules, made once and kept. Nothing is installed on the host, no loop device is used.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { flavours } from './flavours.mjs';
import { cacheDir, run } from './host.mjs';

const suite = 'bookworm';
const mirror = process.env.GANETI_REAL_NODES_MIRROR ?? 'http://deb.debian.org/debian';
/** Loaded before the root disk can be mounted. */
const early = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4'];
const here = new URL('.', import.meta.url).pathname;

/** Answers paths of kernel, initrd and root disk (and of the hypervisor below the kernel) of a kind of node; builds what is missing (minutes the first time). */
export async function ensureImage(log, name = 'drivers') {
  const flavour = flavours[name];
  const base = join(cacheDir, `base-${digest(suite, flavour.packages.join())}`);
  if (!existsSync(base)) await finished(base, (dir) => makeBase(dir, flavour, log));
  const image = join(cacheDir, `image-${digest(basename(base), flavour.modules.join(), process.version, flavour.files, flavour.domain, flavour.prepare.toString(), flavour.spare)}`);
  if (!existsSync(image)) await finished(image, (dir) => makeImage(dir, base, flavour, log));
  const start = join(cacheDir, `start-${digest(basename(image), early.join(), readFileSync(join(here, 'guest/early-init'), 'utf8'), flavour.firstProcess)}`);
  if (!existsSync(start)) await finished(start, (dir) => makeInitrd(dir, base, flavour));
  const below = flavour.hypervisor === undefined ? {} : { hypervisor: join(image, 'hypervisor') };
  return { kernel: join(image, 'vmlinux'), rootDisk: join(image, 'root.ext4'), initrd: join(start, 'initrd'), ...below };
}

const digest = (...parts) => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);

/** A directory appears under its name only when it is whole, also when two builds run at once. */
async function finished(path, make) {
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    await make(draft);
    if (!existsSync(path)) renameSync(draft, path);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** `root/`: a minimal Debian with the packages; `kernel/`: its kernel package, unpacked. */
async function makeBase(dir, { packages }, log) {
  log(`Debian ${suite} with ${packages.join(' ')}`);
  const root = join(dir, 'root');
  await run('debootstrap', ['--variant=minbase', `--include=${packages.join(',')}`, suite, root, mirror]);
  const chroot = (...args) => run('chroot', [root, ...args]);
  const depends = String(await chroot('apt-cache', 'depends', 'linux-image-amd64'));
  const kernel = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
  if (kernel === undefined) throw new Error(`No kernel package in ${suite}: ${depends}`);
  log(kernel);
  await chroot('env', '--chdir=/tmp', 'apt-get', '-q', 'download', kernel);
  const [file] = readdirSync(join(root, 'tmp'));
  await chroot('dpkg', '-x', `/tmp/${file}`, '/kernel');
  rmSync(join(root, 'tmp', file));
  renameSync(join(root, 'kernel'), join(dir, 'kernel'));
  for (const bulk of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/info']) {
    rmSync(join(root, bulk), { recursive: true, force: true });
  }
  const version = readdirSync(join(dir, 'kernel/lib/modules'))[0];
  await run('depmod', ['-b', join(dir, 'kernel'), version]);
}

/** `root.ext4` and `vmlinux`. The kernel is taken out of its compressed wrapper: under emulation that saves seconds of each boot. */
async function makeImage(dir, base, { modules, prepare, spare, hypervisor, domain }, log) {
  log('root disk');
  const root = join(dir, 'root');
  await run('cp', ['-a', join(base, 'root'), root]);
  const version = kernelVersion(base);
  for (const path of await moduleFiles(base, modules)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(join(base, 'kernel', path), join(root, path));
  }
  for (const list of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']) {
    copyFileSync(join(base, 'kernel/lib/modules', version, list), join(root, 'lib/modules', version, list));
  }
  await run('depmod', ['-b', root, version]);
  const wrapped = readFileSync(join(base, `kernel/boot/vmlinuz-${version}`));
  const from = wrapped.indexOf(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]));
  if (from < 0) throw new Error('The kernel is not packed with xz; teach makeImage how it is');
  writeFileSync(join(dir, 'vmlinux'), await run('xz', ['--decompress', '--stdout', '--single-stream'], { input: wrapped.subarray(from) }));
  if (hypervisor !== undefined) writeFileSync(join(dir, 'hypervisor'), gunzipSync(readFileSync(join(root, hypervisor))));
  // What guests of the guest boot.
  if (domain !== undefined) {
    copyFileSync(join(dir, 'vmlinux'), join(root, 'boot/domain-kernel'));
    writeFileSync(join(root, 'boot/domain-initrd'), await initrd(join(dir, 'domain'), base, domain.modules, domain.files));
  }
  prepare(root);
  copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
  mkdirSync(join(root, 'host'), { recursive: true });
  const used = Number(String(await run('du', ['-sm', root])).split('\t')[0]);
  await run('mke2fs', ['-q', '-F', '-t', 'ext4', '-O', '^metadata_csum', '-m', '0', '-E', 'lazy_itable_init=1,root_owner=0:0', '-d', root, join(dir, 'root.ext4'), `${Math.ceil(used * 1.2) + spare}M`]);
  rmSync(root, { recursive: true });
}

async function makeInitrd(dir, base, { firstProcess }) {
  const files = [['init', readFileSync(join(here, 'guest/early-init'))], ...(firstProcess === null ? [] : [['node-init', firstProcess]])];
  writeFileSync(join(dir, 'initrd'), await initrd(join(dir, 'tree'), base, early, files));
}

/** A first root disk in memory: busybox, kernel modules in loading order, programs (path, content). `tree`: where it is put together. */
async function initrd(tree, base, modules, programs) {
  for (const name of ['bin', 'sbin', 'dev', 'proc', 'sys', 'new', 'modules']) mkdirSync(join(tree, name), { recursive: true });
  copyFileSync(join(base, 'root/bin/busybox'), join(tree, 'bin/busybox'));
  for (const [path, content] of programs) writeFileSync(join(tree, path), content, { mode: 0o755 });
  const files = await moduleFiles(base, modules);
  files.forEach((path, index) => copyFileSync(join(base, 'kernel', path), join(tree, 'modules', `${String(index).padStart(2, '0')}-${basename(path)}`)));
  const names = String(await run('find', ['.', '-print0'], { cwd: tree }));
  const packed = await run('cpio', ['--null', '--create', '--format=newc', '--quiet', '--owner=0:0'], { cwd: tree, input: names });
  rmSync(tree, { recursive: true });
  return packed;
}

const kernelVersion = (base) => readdirSync(join(base, 'kernel/lib/modules'))[0];

/** Paths of these modules and all they need, in loading order, relative to the kernel's root. */
async function moduleFiles(base, names) {
  const kernel = join(base, 'kernel');
  const shown = String(await run('modprobe', ['-d', kernel, '-S', kernelVersion(base), '--show-depends', '-a', ...names]));
  const paths = shown.split('\n').flatMap((line) => (line.startsWith('insmod ') ? [line.split(' ')[1].slice(kernel.length + 1)] : []));
  return [...new Set(paths)];
}
