/** Before `node add`: a machine that is no node yet gets its certificate, by a token that somebody, or ssh, carries there. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { openDoor, type Door, type DoorOptions } from '@ganeti/enrol';
import { fileDirectories, NODED_PORT, type Cluster } from '@ganeti/objects';
import type { OwnOption } from '@ganeti/opcodes';
import { readBundle, systemClock, systemIds } from '@ganeti/runtime';
import { CommandFailure, type Cli } from '../cli';

/** Where the master's door is; beside the node daemon's port. */
const JOIN_PORT = 1817;
const WAIT_MINUTES = 60;
const POLL_SECONDS = 0.5;

export const prepareOptions: readonly OwnOption[] = [
  { flags: '--ssh', doc: 'Log in to the machine as root and have it join, instead of printing the token.' },
  { flags: '--wait <minutes>', doc: `How long the token is good for; ${WAIT_MINUTES}.` },
  { flags: '--join-port <number>', doc: `TCP port of the master that the machine comes to; ${JOIN_PORT}. 0: any.` },
];

type Row = Readonly<Record<string, unknown>>;

/** Answers when the machine's daemon runs with its certificate. Throws CommandFailure, and then the token is worth nothing any more. */
export async function prepareMachine(cli: Cli, opcode: Row, options: Row): Promise<void> {
  if (opcode['node_setup'] === false) return;
  const name = String(opcode['node_name']);
  const nodes = await ask(cli, 'node', ['name', 'uuid', 'pip', 'role']);
  const known = nodes.find((node) => node['name'] === name);
  if (known !== undefined && opcode['readd'] !== true) throw new CommandFailure(`Node ${name} is in the cluster already; --readd takes it in again`);
  if (known === undefined && opcode['readd'] === true) throw new CommandFailure(`Node ${name} cannot be added again: it is not in the cluster`);
  const address = (opcode['primary_ip'] ?? known?.['pip'] ?? (await cli.local.resolve(name))) as string | null;
  if (address === null) throw new CommandFailure(`The name ${name} cannot be resolved; add it to DNS or /etc/hosts`);
  const port = Number(opcode['port'] ?? NODED_PORT);
  if (await cli.local.isNode(address, port)) return;

  const node = { uuid: (known?.['uuid'] as string | undefined) ?? systemIds.uuid(), name, address, port };
  const master = (nodes.find(({ role }) => role === 'M')?.['pip'] as string | undefined) ?? '0.0.0.0';
  const door = await open(cli, { node, cluster: await aboutCluster(cli), address: master, port: Number(options['joinPort'] ?? JOIN_PORT) });
  try {
    if (options['ssh'] === true) await joinBySsh(cli, name, door.token);
    else {
      cli.out(`On ${name}, run as root:\n\n  ganeti-noded join ${door.token}\n`);
      cli.out('This command waits for it and then adds the node. The token ends with it.');
    }
    const minutes = Number(options['wait'] ?? WAIT_MINUTES);
    const end = systemClock.now() + minutes * 60;
    while (!(await cli.local.isNode(address, port))) {
      if (systemClock.now() > end) throw new CommandFailure(`${name} has not joined within ${minutes} minutes; its token has expired, gnt node add makes another`);
      cli.status(`waiting for ${name} (${Math.ceil((end - systemClock.now()) / 60)} min) …`);
      await systemClock.sleep(POLL_SECONDS);
    }
  } finally {
    cli.status('');
    await door.close();
  }
}

async function ask<R = Row>(cli: Cli, kind: string, fields: readonly string[]): Promise<R[]> {
  const answer = await cli.master().query({ kind, fields, names: [], mustExist: false, form: 'dicts' });
  return JSON.parse(answer.rowsJson.toString()) as R[];
}

/** What the machine has to know of the cluster. */
async function aboutCluster(cli: Cli): Promise<DoorOptions['cluster']> {
  const fields = ['cluster_name', 'enabled_hypervisors', 'enabled_disk_templates', 'file_storage_dir', 'shared_file_storage_dir'] as const;
  const [cluster] = await ask<Pick<Cluster, (typeof fields)[number]>>(cli, 'cluster', fields);
  if (cluster === undefined) throw new CommandFailure('The master does not tell about its cluster');
  return { cluster_name: cluster.cluster_name, simulated: cluster.enabled_hypervisors.every((name) => name === 'fake'), directories: fileDirectories(cluster) };
}

async function open(cli: Cli, more: Pick<DoorOptions, 'node' | 'cluster' | 'address' | 'port'>): Promise<Door> {
  const { paths } = cli.local;
  const [certificate, key, master] = await Promise.all([readFile(paths.caCertificate, 'utf8'), readFile(paths.caKey, 'utf8'), readBundle(paths.masterBundle)]).catch((error: Error) => {
    throw new CommandFailure(`A machine is made a node by root on the master: ${error.message}`);
  });
  const onVisit = (from: string, refusal: string | null): void => cli.err(refusal === null ? `${from} has got the certificate of ${more.node.name}` : `${from} was refused: ${refusal}`);
  return openDoor({ ...more, ca: { certificate, key }, master, clock: systemClock, onVisit }).catch((error: Error) => {
    throw new CommandFailure(`The machine cannot come to ${more.address}:${more.port} (${error.message}); name another port with --join-port`);
  });
}

/** The token goes in on standard input: others on that machine could see arguments. */
function joinBySsh(cli: Cli, name: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const ssh = spawn('ssh', ['--', `root@${name}`, 'ganeti-noded', 'join', '-'], { stdio: ['pipe', 'inherit', 'inherit'] });
    ssh.once('error', (error) => reject(new CommandFailure(`ssh cannot be run: ${error.message}`)));
    ssh.once('exit', (code) => (code === 0 ? resolve() : reject(new CommandFailure(`${name} could not join by ssh (exit code ${code}); see above, or leave --ssh out`))));
    ssh.stdin?.end(`${token}\n`);
    cli.out(`Logging in to ${name} …`);
  });
}
