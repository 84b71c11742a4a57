// What is in each package, and what it needs. docs/install.md says why it is cut like this.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { copyModules } from './modules.mjs';
import { manPages } from './man-pages.mjs';

const root = new URL('../../', import.meta.url).pathname;
const read = (path) => readFileSync(join(root, path), 'utf8');
const LIB = 'usr/lib/ganeti-ts';

export const version = JSON.parse(read('package.json')).version;
export const maintainer = 'Ganeti TS <packages@ganeti-ts.example.com>';
export const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;

/** Ganeti itself has programs and files of the same names. It is removed, not replaced behind anybody's back: see import-ganeti. */
const conflicts = ['ganeti', 'ganeti-2.15', 'ganeti-2.16', 'ganeti-3.0', 'ganeti-3.1', 'ganeti-haskell-2.15', 'ganeti-haskell-2.16', 'ganeti-haskell-3.0', 'ganeti-haskell-3.1', 'ganeti-htools', 'ganeti-htools-2.16', 'ganeti-htools-3.0', 'ganeti-htools-3.1'].join(', ');
const groups = ['backup', 'cluster', 'debug', 'filter', 'group', 'instance', 'job', 'network', 'node', 'os', 'storage'];
const htools = ['hail', 'hbal', 'hspace', 'hroller', 'hinfo', 'hcheck'];

const script = (name, units, purge = ':') =>
  read(`packaging/scripts/${name}`).replaceAll('@UNITS@', units.map((unit) => `ganeti-${unit}.service`).join(' ')).replace('@PURGE@', purge);
const scripts = (units, purge) => Object.fromEntries(['postinst', 'prerm', 'postrm'].map((name) => [name, script(name, units, purge)]));

function put(dir, path, text, mode = 0o644) {
  const to = join(dir, path);
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, text);
  chmodSync(to, mode);
}
const program = (dir, path, app, before = '') => put(dir, path, `#!/bin/sh\nexec /${LIB}/runtime/node --enable-source-maps /${LIB}/dist/${app}/main.mjs ${before}"$@"\n`, 0o755);
const unit = (dir, name) => put(dir, `lib/systemd/system/ganeti-${name}.service`, read(`packaging/units/ganeti-${name}.service`));

function bundles(dir, names) {
  for (const name of names) cpSync(join(root, 'dist', name), join(dir, LIB, 'dist', name), { recursive: true });
}
function about(dir, name, epoch) {
  const entry = `${name} (${version}) unstable; urgency=medium\n\n  * As of its repository at that time.\n\n -- ${maintainer}  ${new Date(epoch * 1000).toUTCString().replace('GMT', '+0000')}\n`;
  put(dir, `usr/share/doc/${name}/changelog.gz`, gzipSync(Buffer.from(entry), { level: 9 }));
  put(dir, `usr/share/doc/${name}/copyright`, `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: the authors of Ganeti TS\nLicense: BSD-2-Clause\n\nFiles: ${LIB}/runtime/*\nCopyright: Node.js contributors\nLicense: MIT\n Licences of the npm packages are beside them.\n`);
  for (const [page, text] of manPages()) if (owner(page) === name) put(dir, `usr/share/man/man8/${page}`, text);
}
const owner = (page) => (page.startsWith('ganeti-noded') ? 'ganeti-noded' : 'ganeti-master');

export const packages = [
  {
    name: 'ganeti-noded',
    control: {
      Depends: 'libc6 (>= 2.31), libstdc++6, libgcc-s1, iproute2, procps, kmod',
      Recommends: 'lvm2, drbd-utils, qemu-system-x86, systemd, iputils-arping, chrony | systemd-timesyncd',
      Conflicts: conflicts,
      Description: 'node daemon of a cluster manager for virtual machines\n Runs on each machine of the cluster and carries out what the master asks: disks, guests,\n networks. Speaks the contracts of Ganeti. Brings its own JavaScript runtime.',
    },
    stage(dir, epoch) {
      put(dir, `${LIB}/package.json`, `${JSON.stringify({ name: 'ganeti-ts', version, type: 'module', private: true })}\n`);
      mkdirSync(join(dir, LIB, 'runtime'), { recursive: true });
      copyFileSync(process.execPath, join(dir, LIB, 'runtime/node'));
      chmodSync(join(dir, LIB, 'runtime/node'), 0o755);
      execFileSync('strip', ['--strip-unneeded', join(dir, LIB, 'runtime/node')]);
      copyModules(join(dir, LIB, 'node_modules'));
      bundles(dir, ['noded', 'workers']);
      program(dir, 'usr/sbin/ganeti-noded', 'noded');
      cpSync(join(root, 'os'), join(dir, 'usr/share/ganeti/os'), { recursive: true });
      for (const kept of ['var/lib/ganeti', 'var/log/ganeti', 'etc/ganeti/hooks']) mkdirSync(join(dir, kept), { recursive: true });
      // The runtime has all it needs inside: Debian's libraries are others in each release.
      put(dir, 'usr/share/lintian/overrides/ganeti-noded', 'ganeti-noded: embedded-library\n');
      put(dir, 'usr/lib/tmpfiles.d/ganeti-ts.conf', read('packaging/tmpfiles.conf'));
      put(dir, 'usr/lib/sysusers.d/ganeti-ts.conf', read('packaging/sysusers.conf'));
      unit(dir, 'noded');
      about(dir, 'ganeti-noded', epoch);
    },
    scripts: scripts(['noded'], read('packaging/scripts/purge-state').trim()),
  },
  {
    name: 'ganeti-master',
    control: {
      Depends: `ganeti-noded (= ${version})`,
      Recommends: 'bash-completion, openssh-client',
      Conflicts: conflicts,
      Description: 'master daemon, remote API and command line of a cluster manager\n For the master and every node that may become it: ganeti-masterd, ganeti-rapi, gnt, and\n the htools. Speaks the contracts of Ganeti.',
    },
    stage(dir, epoch) {
      bundles(dir, ['masterd', 'rapi', 'gnt']);
      program(dir, 'usr/sbin/ganeti-masterd', 'masterd');
      program(dir, 'usr/sbin/ganeti-rapi', 'rapi');
      program(dir, 'usr/sbin/gnt', 'gnt');
      for (const group of groups) program(dir, `usr/sbin/gnt-${group}`, 'gnt', `${group} `);
      for (const tool of htools) {
        // A script whose interpreter lies in a package of ours is an error in Debian's eyes: hence a shell between.
        const [, options, text] = /^#!.* node\b(.*)\n([^]*)$/.exec(readFileSync(join(root, 'dist/bin', tool), 'utf8'));
        put(dir, `${LIB}/bin/${tool}.cjs`, text);
        put(dir, `usr/bin/${tool}`, `#!/bin/sh\nexec /${LIB}/runtime/node${options} /${LIB}/bin/${tool}.cjs "$@"\n`, 0o755);
      }
      for (const allocator of ['hail']) {
        mkdirSync(join(dir, 'usr/lib/ganeti/iallocators'), { recursive: true });
        symlinkSync(`/usr/bin/${allocator}`, join(dir, 'usr/lib/ganeti/iallocators', allocator));
      }
      put(dir, 'usr/share/bash-completion/completions/gnt', read('docs/reference/cli/gnt.bash-completion'));
      for (const name of ['masterd', 'rapi']) unit(dir, name);
      about(dir, 'ganeti-master', epoch);
    },
    scripts: scripts(['masterd', 'rapi']),
  },
  {
    name: 'ganeti-ts',
    control: {
      Depends: `ganeti-noded (= ${version}), ganeti-master (= ${version})`,
      Description: 'cluster manager for virtual machines, everything a machine needs\n Pulls in node daemon, master daemon, remote API and command line.',
    },
    stage: (dir, epoch) => about(dir, 'ganeti-ts', epoch),
  },
];

