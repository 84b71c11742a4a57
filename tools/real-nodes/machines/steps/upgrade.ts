import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '../step';
import { countNow, goesOn } from '../writer';

const name = 'web1.example.com';

/** The same packages as a newer version. */
function newer(share: string): void {
  const from = join(share, 'packages');
  for (const file of readdirSync(from).filter((each) => each.endsWith('.deb'))) {
    const dir = join(share, 'unpacked');
    execFileSync('dpkg-deb', ['-R', join(from, file), dir]);
    const control = join(dir, 'DEBIAN/control');
    const text = readFileSync(control, 'utf8');
    const version = /^Version: (.*)$/m.exec(text)?.[1] ?? '';
    writeFileSync(control, text.replace(`Version: ${version}`, `Version: ${version}+1`).replaceAll(`(= ${version})`, `(= ${version}+1)`));
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '-b', dir, join(share, 'newer', file)]);
    rmSync(dir, { recursive: true });
  }
}

export const step: Step = {
  title: 'packages are upgraded under a running guest and a queued job',
  async run(cluster) {
    execFileSync('mkdir', ['-p', join(cluster.share, 'newer')]);
    newer(cluster.share);
    const { pnode } = await cluster.instance(name);
    const pid = (): Promise<string> => cluster.on(pnode).shell(`pgrep -f 'qemu.*-name ${name}'`);
    const before = { pid: await pid(), count: await countNow(cluster, name) };
    const queued = await cluster.submit('POST', '/2/submit', { jobs: [[{ OP_ID: 'OP_TEST_DELAY', duration: 60, on_master: true, on_nodes: [] }], [{ OP_ID: 'OP_TEST_DELAY', duration: 1, on_master: true, on_nodes: [] }]] });
    await Promise.all(cluster.machines.map((machine) => machine.shell('export DEBIAN_FRONTEND=noninteractive; apt install -y /host/newer/*.deb')));
    const versions = await Promise.all(cluster.machines.map((machine) => machine.shell("dpkg-query -W -f '${Version}' ganeti-noded; systemctl is-active ganeti-noded")));
    if (versions.some((text) => !/\+1active\n$/.test(text))) throw new Error(`after the upgrade: ${versions.join(', ')}`);
    if ((await pid()) !== before.pid) throw new Error('the guest was restarted');
    cluster.note(`jobs ${String(queued)}`);
    await goesOn(cluster, name, before.count);
    await cluster.job('PUT', `/2/instances/${name}/migrate`);
    await goesOn(cluster, name, before.count);
    await cluster.verify();
  },
};
