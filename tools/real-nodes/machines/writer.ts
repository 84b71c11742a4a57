/** The guest of the scenarios: it counts, and keeps a journal of its counts on its disk, so that a lost write is seen. */
import { bootSector, countOf, missingCounts } from '@ganeti/node-hypervisor';
import type { Cluster } from './cluster';
import { until } from './within';

const JOURNAL_BYTES = 512 * 1026;
const OS_DIR = '/srv/ganeti/os/writer';

/** Makes the OS definition `writer` known to all machines. */
export async function installWriter(cluster: Cluster): Promise<void> {
  const image = bootSector({ journal: true }).toString('base64');
  const files: Record<string, string> = {
    ganeti_api_version: '20\n',
    'variants.list': 'default\n',
    'parameters.list': '',
    create: `#!/bin/sh -e\nbase64 -d <<END | dd of="$DISK_0_PATH" conv=notrunc,fsync status=none\n${image}\nEND\n`,
    export: '#!/bin/sh -e\nexec dd if="$EXPORT_DEVICE" bs=1M status=none\n',
    import: '#!/bin/sh -e\nexec dd of="$IMPORT_DEVICE" bs=1M conv=notrunc,fsync status=none\n',
    rename: '#!/bin/sh\n',
    verify: '#!/bin/sh\n',
  };
  for (const machine of cluster.machines) for (const [name, text] of Object.entries(files)) await machine.write(`${OS_DIR}/${name}`, text, '755');
}

/** What is on its disk, read on its primary node. */
async function journal(cluster: Cluster, name: string): Promise<Buffer> {
  const { pnode } = await cluster.instance(name);
  return cluster.on(pnode).bytes(`"$(readlink -f /var/run/ganeti/instance-disks/${name}:0)"`, JOURNAL_BYTES);
}

/** Its count now, after a look that no write was lost. */
export async function countNow(cluster: Cluster, name: string): Promise<number> {
  const disk = await journal(cluster, name);
  const missing = missingCounts(disk);
  // The disk is read while the guest writes: only what is missing twice is lost.
  if (missing.length > 0) {
    const again = missingCounts(await journal(cluster, name)).filter((count) => missing.includes(count));
    if (again.length > 0) throw new Error(`${name} has lost writes: counts ${again.slice(0, 10).join(', ')} of ${countOf(disk)} are not on its disk`);
  }
  return countOf(disk);
}

/** It runs, and goes on counting from `count` at least; answers its count. */
export async function goesOn(cluster: Cluster, name: string, count = 0): Promise<number> {
  const now = await countNow(cluster, name);
  if (now < count) throw new Error(`${name} has gone back from ${count} to ${now}`);
  return until(`${name} writes`, async () => {
    const later = await countNow(cluster, name);
    return later > now ? later : null;
  });
}
