/** `cluster init`: this machine becomes the master of a new cluster, with its daemons running, or stays as it was. */
import { clusterInitOptions, clusterInitOwnOptions, clusterInitParameters } from '@ganeti/opcodes';
import type { Command } from 'commander';
import type { Cli } from '../cli';
import { addOptions, opcodeFailure } from '../submit';
import { followJob } from '../watch';

interface Options {
  readonly secondaryIp?: string;
  readonly primaryIp?: string;
  readonly nodeName?: string;
  readonly masterIp?: string;
  readonly port?: string;
  readonly primaryIpVersion?: string;
}

interface Initialised {
  readonly cluster_name: string;
  readonly node_name: string;
  readonly address: string;
  readonly master_ip: string;
  readonly notes: readonly string[];
}

export function addInitCommand(group: Command, cli: Cli): void {
  const command = group.command('init <cluster_name>').description('Make this machine the master of a new cluster.');
  addOptions(command, clusterInitOptions, clusterInitOwnOptions);
  command.action(async (name: string, options: Options & Record<string, unknown>) => initialise(cli, settingsOf(name, options)));
}

function settingsOf(cluster_name: string, options: Options & Record<string, unknown>): object {
  const { primaryIp: address, secondaryIp: secondary_address, nodeName: node_name, masterIp: master_ip, port, primaryIpVersion: version } = options;
  const numbers = { ...(port === undefined ? {} : { port: Number(port) }), ...(version === undefined ? {} : { primary_ip_version: Number(version) }) };
  // What is undefined is left out of JSON.
  return { cluster_name, address, secondary_address, node_name, master_ip, ...numbers, parameters: { modify_etc_hosts: true, ...clusterInitParameters(options) } };
}

async function initialise(cli: Cli, settings: object): Promise<void> {
  const { daemons } = cli.local;
  const made = JSON.parse(await cli.local.masterd(['init', JSON.stringify(settings)])) as Initialised;
  for (const note of made.notes) cli.err(`Note: ${note}`);
  try {
    await daemons.start('noded');
    await daemons.start('masterd');
    await job(cli, [{ OP_ID: 'OP_CLUSTER_ACTIVATE_MASTER_IP' }, { OP_ID: 'OP_CLUSTER_POST_INIT' }]);
    await daemons.start('rapi');
  } catch (error) {
    cli.err('The cluster does not start; it is taken away again …');
    await undo(cli);
    throw error;
  }
  cli.out(`Cluster ${made.cluster_name} (${made.master_ip}) has its first node ${made.node_name} (${made.address}).`);
  cli.out(`Users of the remote API are in ${cli.local.paths.rapiUsers}; the next machine joins with: gnt node add NAME`);
}

async function undo(cli: Cli): Promise<void> {
  await job(cli, [{ OP_ID: 'OP_CLUSTER_DEACTIVATE_MASTER_IP' }]).catch(() => undefined);
  await leaveNothing(cli);
}

/** Stops the daemons of a cluster that is given up, and removes what this machine knows of it. */
export async function leaveNothing(cli: Cli): Promise<void> {
  for (const daemon of ['rapi', 'masterd', 'noded'] as const) await cli.local.daemons.stop(daemon);
  await cli.local.masterd(['forget']);
}

async function job(cli: Cli, opcodes: readonly object[]): Promise<void> {
  const [outcome] = await cli.master().submit([opcodes.map((opcode) => ({ ...opcode }))]);
  if (outcome === undefined || !('jobId' in outcome)) throw opcodeFailure(outcome);
  const end = await followJob(cli, outcome.jobId, { quiet: true });
  if (end.status !== 'success') throw opcodeFailure(end);
}
