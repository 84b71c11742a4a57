/** The cluster of a run: instances of several kinds, networks, groups, tags, a filter rule, users with different rights. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createPaths } from '@ganeti/runtime';
import { clusterUp, nodeRoot, RapiClient, startOne, stopOne, describeCluster, type UpAnswer } from '@ganeti/testkit';
import { probed } from './memory';
import { users } from './world';

const roles = {
  'mine-operator': {
    rules: [{ permissions: ['instance.read', 'instance.startup', 'instance.shutdown'], where: { instances: ['mine*'] } }],
  },
};
const rolesOf = { admin: 'write', reader: 'read', limited: 'mine-operator' } as const;

/** Ended jobs that stay in the queue, and memory of kept answers: small, so that both are full long before the half of a run. */
const keptJobs = 500;
const keptAnswers = 4 * 1024 * 1024;

/** Short: that a node has been rebooted is seen with its next sign of life, and until then its job holds the node. */
const heartbeat_seconds = 0.2;

/** Starts it in `dir`, which must be new. Both daemons can be asked for their memory (memory.ts). */
export async function startFuzzCluster(dir: string): Promise<UpAnswer> {
  const master = createPaths(nodeRoot(dir, 'node1.example.com'));
  const up = await clusterUp({ dir, nodes: 3, rapiPort: 0, processes: 'one' });
  // A dev cluster comes up with settings of its own.
  for (const daemon of ['rapi', 'masterd']) await stopOne(dir, daemon);
  addSettings(master.settings('masterd'), { keep_finished_jobs: keptJobs, keep_events: 1000, heartbeat_seconds });
  addSettings(master.settings('rapi'), { cache_limit: keptAnswers });
  mkdirSync(dirname(master.rapiRoles), { recursive: true });
  writeFileSync(master.rapiRoles, JSON.stringify({ roles }));
  for (const [user, [name, password]] of Object.entries(users)) appendFileSync(master.rapiUsers, `${name} ${password} ${rolesOf[user as keyof typeof rolesOf]}\n`);
  for (const daemon of ['masterd', 'rapi']) await startOne(dir, daemon, probed(dir));
  await fill(up);
  return describeCluster(dir);
}

function addSettings(path: string, settings: object): void {
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...settings }));
}

async function fill(up: UpAnswer): Promise<void> {
  const [user, password] = users.admin;
  const rapi = new RapiClient({ url: up.rapi_url, ca: readFileSync(up.ca_file, 'utf8'), user, password });
  const done = async (method: string, path: string, body?: unknown): Promise<void> => {
    const job = await rapi.waitForJob(await rapi.submit(method, path, body));
    if (job.status !== 'success') throw new Error(`${method} ${path}: ${job.status} ${JSON.stringify(job.opresult)}`);
  };
  const create = (name: string, disk_template: string, more: object = {}): Promise<void> =>
    done('POST', '/2/instances', {
      __version__: 1, mode: 'create', instance_name: `${name}.example.com`, disk_template, os_type: 'noop', name_check: false, ip_check: false,
      disks: disk_template === 'diskless' ? [] : [{ size: 64 }, { size: 32, name: `${name}-data` }], nics: [{}], beparams: { maxmem: 128, minmem: 128, vcpus: 1 }, tags: ['prod', `env:${name}`], ...more,
    });
  try {
    await done('POST', '/2/groups', { group_name: 'second' });
    await done('POST', '/2/networks', { network_name: 'net1', network: '192.0.2.0/24', gateway: '192.0.2.1' });
    await done('POST', '/2/networks', { network_name: 'net2', network: '198.51.100.0/24', network6: '2001:db8::/64' });
    await done('PUT', '/2/networks/net1/connect', { group_name: 'default', network_mode: 'bridged', network_link: 'br0' });
    for (const name of ['plain1', 'plain2', 'stopped1']) await create(name, 'plain');
    await create('drbd1', 'drbd', { nics: [{ network: 'net1', ip: 'pool' }] });
    for (const name of ['diskless1', 'mine1']) await create(name, 'diskless');
    await done('PUT', '/2/instances/stopped1.example.com/shutdown', {});
    await done('PUT', '/2/tags?tag=cluster:tag');
    await done('PUT', '/2/nodes/node2.example.com/tags?tag=rack:1');
    await done('PUT', '/2/groups/default/tags?tag=grp');
    await rapi.expect('POST', '/2/filters', { priority: 10, predicates: [['jobid', ['>', 'id', 1_000_000_000]]], action: 'REJECT' });
  } finally {
    rapi.close();
  }
}
