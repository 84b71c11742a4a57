// Proves the packages: twice the same bytes, units that systemd understands, no errors of lintian (where it is installed), and in a scratch
// Debian a cluster that is made, survives an upgrade and goes; what purge keeps and removes. Usage: npm run -s package -- --check
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cacheDir } from '../real-nodes/host.mjs';

const root = new URL('../../', import.meta.url).pathname;
const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const say = (text) => console.log(text);
function demand(what, truth) {
  if (!truth) throw new Error(`${what}: no`);
  say(`ok  ${what}`);
}

/** Throws at the first thing that is not so. */
export async function checkPackages(buildPackages) {
  const dir = mkdtempSync(join(tmpdir(), 'ganeti-check-'));
  const scratch = join(dir, 'debian');
  try {
    const first = await buildPackages(join(dir, 'first'));
    const second = await buildPackages(join(dir, 'second'));
    const digest = (files) => files.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex')).join();
    demand('the same commit makes the same bytes', digest(first) === digest(second));
    checkUnits(dir);
    checkLintian(first);
    const base = findBase();
    if (base === undefined) say('skipped: the scratch Debian, which `npm run -s real-nodes` makes first');
    else inScratch(first, base, scratch);
  } finally {
    spawnSync('umount', [join(scratch, 'proc')], { stdio: 'ignore' });
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The programs are not installed here: systemd is shown one that is. */
function checkUnits(dir) {
  const units = join(dir, 'units');
  mkdirSync(units);
  const files = readdirSync(join(root, 'packaging/units')).map((name) => {
    writeFileSync(join(units, name), readFileSync(join(root, 'packaging/units', name), 'utf8').replace(/^ExecStart=.*/m, 'ExecStart=/bin/true'));
    return join(units, name);
  });
  if (!existsSync('/usr/bin/systemd-analyze')) return say('skipped: systemd-analyze is not installed');
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], { encoding: 'utf8' });
  demand(`systemd-analyze verify has nothing to say of ${files.length} units`, status === 0 && stderr.trim() === '');
}

function checkLintian(files) {
  if (!existsSync('/usr/bin/lintian')) return say('skipped: lintian is not installed');
  const { stdout } = spawnSync('lintian', ['--fail-on', 'none', ...files], { encoding: 'utf8' });
  const errors = stdout.split('\n').filter((line) => line.startsWith('E:'));
  for (const line of errors) say(line);
  demand('lintian finds no errors', errors.length === 0);
}

function findBase() {
  if (!existsSync(cacheDir)) return undefined;
  return readdirSync(cacheDir).map((name) => join(cacheDir, name, 'root')).find((path) => basename(join(path, '..')).startsWith('base-') && existsSync(path));
}

function inScratch(files, base, scratch) {
  run('cp', '-a', '--reflink=auto', base, scratch);
  mkdirSync(join(scratch, 'proc'), { recursive: true });
  run('mount', '-t', 'proc', 'proc', join(scratch, 'proc'));
  for (const file of files) copyFileSync(file, join(scratch, 'tmp', basename(file)));
  const inside = (...args) => run('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'chroot', scratch, ...args);
  const install = () => inside('dpkg', '-i', ...files.map((file) => `/tmp/${basename(file)}`));
  const there = (path) => existsSync(join(scratch, path));
  install();
  demand('installs without the internet, and enables its units', ['noded', 'masterd', 'rapi'].every((name) => readdirSync(join(scratch, 'etc/systemd/system/multi-user.target.wants')).includes(`ganeti-${name}.service`)));
  for (const program of ['ganeti-noded', 'ganeti-masterd', 'gnt', 'gnt-instance', 'hbal']) inside(program, '--version');
  demand('members of gnt-admin exist', /^gnt-admin:/m.test(readFileSync(join(scratch, 'etc/group'), 'utf8')));

  mkdirSync(join(scratch, 'etc/ganeti'), { recursive: true });
  writeFileSync(join(scratch, 'etc/ganeti/noded.json'), JSON.stringify({ simulator: { volume_groups: { xenvg: 100_000 }, bridges: ['xen-br0'] } }));
  writeFileSync(join(scratch, 'etc/ganeti/rapi.json'), JSON.stringify({ bind: '127.0.0.1', port: 15_080 }));
  // Below the root directory `/.`: an address of the loopback device will do.
  const gnt = (...args) => inside('gnt', '--root', '/.', ...args);
  gnt('cluster', 'init', '--enabled-hypervisors', 'fake', '--node-name', 'node1.example.com', '--primary-ip', '127.96.0.1', '--master-ip', '127.96.0.9', 'cluster.example.com');
  try {
    gnt('instance', 'add', '-t', 'plain', '--disk', '0:size=1G', '-o', 'noop', '-n', 'node1.example.com', 'web1.example.com');
    install();
    demand('a running cluster is there after an upgrade', gnt('instance', 'list', '--no-headers', '-o', 'name,status').includes('running'));
    inside('dpkg', '--purge', 'ganeti-ts', 'ganeti-master');
    demand('purge keeps the state of a machine that is in a cluster', there('var/lib/ganeti/masterd.db') && there('var/lib/ganeti/server.pem'));
    install();
    gnt('instance', 'remove', '-f', 'web1.example.com');
  } finally {
    gnt('cluster', 'destroy', '--yes-do-it');
  }
  demand('a destroyed cluster leaves neither certificate nor database', !there('var/lib/ganeti/masterd.db') && !there('var/lib/ganeti/server.pem') && !there('var/lib/ganeti/ca.key'));
  inside('dpkg', '--purge', 'ganeti-ts', 'ganeti-master', 'ganeti-noded');
  demand('purge leaves nothing of a machine that is in none', !there('var/lib/ganeti') && !there('var/log/ganeti') && !there('usr/lib/ganeti-ts') && !there('etc/ganeti/noded.json'));
}
