/** Options of `cluster init`: those of `cluster modify`, and what can only be said at the beginning. It is no opcode: there is no queue yet. */
import { cliParams } from '../cli-jobs';
import { cliOptions, type OwnOption, type ResolvedOption } from '../cli';
import { specOptions, withSpecs } from './init-specs';
import type { CliBinding } from '../define';
import { clusterSetParams } from './set-params';
import { clusterModifyOptions } from './set-params-cli';

/** A new cluster has none of what these change. */
const pointless = ['force', 'add_uids', 'remove_uids', 'reserved_lvs', 'hv_state', 'disk_state', 'enabled_data_collectors', 'data_collector_interval', 'os_hvp', 'osparams', 'osparams_private_cluster', 'hidden_os', 'blacklisted_os'];
const stateless = clusterModifyOptions.filter(({ param }) => !pointless.includes(param));

const binding: CliBinding = {
  command: 'cluster init',
  args: [],
  options: [...stateless, { flags: '--no-etc-hosts', param: 'modify_etc_hosts', type: 'negated', doc: 'Keep names of nodes out of `/etc/hosts`; nothing puts them there.' }, ...specOptions],
  hidden: pointless,
  doc: 'Make this machine the master of a new cluster.',
};

/** Options that become parameters of the cluster. */
export const clusterInitOptions: readonly ResolvedOption[] = cliOptions(clusterSetParams, binding).filter(({ param }) => param in clusterSetParams.params);

/** Those that are about this machine. */
export const clusterInitOwnOptions: readonly OwnOption[] = [
  { flags: '-s, --secondary-ip <address>', doc: "This machine's address for replication and migration; without it the primary one." },
  { flags: '--primary-ip <address>', doc: "This machine's address; without it its name is resolved." },
  { flags: '--node-name <name>', doc: "This machine's full name; without it what `hostname --fqdn` says." },
  { flags: '--master-ip <address>', doc: "The cluster's address; without it its name is resolved." },
  { flags: '--port <number>', doc: 'TCP port of its node daemon; 1811.' },
  { flags: '--primary-ip-version <version>', doc: 'Whether names are resolved to addresses of IPv4 or IPv6.', choices: ['4', '6'] },
  { flags: '--no-ssh-init', doc: 'No effect: nodes need no SSH.' },
  { flags: '--ssh-key-type <type>', doc: 'No effect: nodes need no SSH.', choices: ['rsa', 'ecdsa', 'dsa'] },
  { flags: '--ssh-key-bits <number>', doc: 'No effect: nodes need no SSH.' },
];

/** Parameters for `ganeti-masterd init`; `found`: the parser's option values. Throws OpPrereqError (wrong_input). */
export function clusterInitParameters(found: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [params = {}] = cliParams(clusterSetParams, binding, [], found);
  return withSpecs(params);
}

