/** `npm start`: a three-node simulated cluster in .dev-cluster, an instance made over the REST API, and a stay until Ctrl-C. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RapiClient, clusterDown, clusterUp } from '@ganeti/testkit';

const dir = resolve(process.env['GANETI_DEV_DIR'] ?? '.dev-cluster');
const instance = 'web1.example.com';

async function main(): Promise<void> {
  console.log('Starting a cluster of three simulated nodes …');
  const up = await clusterUp({ dir, nodes: 3 });
  const rapi = new RapiClient({ url: up.rapi_url, user: up.user, password: up.password, ca: readFileSync(up.ca_file, 'utf8') });
  console.log(`Nodes: ${up.nodes.map((node) => `${node.name} (${node.address})`).join(', ')}`);

  const names = ((await rapi.expect('GET', '/2/instances')) as { id: string }[]).map((each) => each.id);
  if (names.includes(instance)) {
    console.log(`The cluster is as it was left: ${names.length} instance(s): ${names.join(', ')}`);
  } else {
    console.log(`Creating ${instance} (two mirrored disks) with POST ${up.rapi_url}/2/instances`);
    const id = await rapi.submit('POST', '/2/instances', {
      __version__: 1,
      mode: 'create',
      instance_name: instance,
      disk_template: 'drbd',
      disks: [{ size: 2048 }, { size: 512 }],
      nics: [{}],
      os_type: 'noop',
      beparams: { maxmem: 512, minmem: 512, vcpus: 1 },
      name_check: false,
      ip_check: false,
    });
    const job = await rapi.waitForJob(id, (message) => console.log(`  job ${id}: ${message}`));
    console.log(`  job ${id}: ${job.status}, nodes ${JSON.stringify(job.opresult[0])}`);
    if (job.status !== 'success') process.exitCode = 1;
  }
  rapi.close();

  console.log(`
The cluster is up. User ${up.user}, password ${up.password}.
  curl --cacert ${up.ca_file} -u ${up.user}:${up.password} ${up.rapi_url}/2/instances/${instance}
  npm run -s cluster -- gnt --dir ${dir} instance list
  npm run -s cluster -- gnt --dir ${dir} instance migrate ${instance}
Ctrl-C stops it; its state stays in ${dir} for the next start.`);

  await new Promise<void>((stop) => {
    const timer = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(timer);
        stop();
      });
    }
  });
  console.log('\nStopping …');
  await clusterDown(dir);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await clusterDown(dir).catch(() => undefined);
  process.exitCode = 1;
}
