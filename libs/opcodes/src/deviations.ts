/**
 * Where the definitions differ from Ganeti's on purpose, and why: the one list of it. Tests demand that it says exactly what is found,
 * so an entry that is no longer true fails as well as a difference that is not listed.
 */

/** `OP_X` or `OP_X.parameter` (`*` for the parameters of every opcode). */
export interface OpcodeDeviation {
  readonly what: string;
  /** `missing`: Ganeti has it. `extra`: only we have it. `differs`: type, default, alias or whether it must be given. */
  readonly how: 'missing' | 'extra' | 'differs';
  readonly why: string;
}

/** An option of a gnt command that is not offered; `command`: as in `gnt node add`. */
export interface OptionDeviation {
  readonly command: string;
  readonly option: string;
  readonly why: string;
}

const noSsh = 'Nodes are prepared by installation and reached over mutual TLS, not over ssh.';
const localFile = 'Concerns files of the master itself, not the nodes: no operation of the job queue.';
const removable = 'Also takes `none`, so that a value can be taken away again.';

export const opcodeDeviations: readonly OpcodeDeviation[] = [
  {
    what: '*.priority',
    how: 'differs',
    why: 'Any number from -20 to 19 is taken, as for jobs whose priority is changed later.',
  },
  { what: '*.reason', how: 'differs', why: 'Only [source, text, nanoseconds] each: what all readers of it expect.' },
  { what: 'OP_NODE_ADD.port', how: 'extra', why: 'Several simulated nodes can share one address.' },
  { what: 'OP_NETWORK_SET_PARAMS.gateway', how: 'differs', why: removable },
  { what: 'OP_NETWORK_SET_PARAMS.gateway6', how: 'differs', why: removable },
  { what: 'OP_NETWORK_SET_PARAMS.network6', how: 'differs', why: removable },
];

export const optionDeviations: readonly OptionDeviation[] = [
  {
    command: 'instance reinstall',
    option: '--select-os',
    why: 'The OS is named; lists to choose from are for the web interface.',
  },
  { command: 'node add', option: '--no-ssh-key-check', why: noSsh },
  { command: 'node add', option: '--force-join', why: noSsh },
  { command: 'node add', option: '--verbose', why: noSsh },
  { command: 'cluster renew-crypto', option: '--no-ssh-key-check', why: noSsh },
  ...[
    '--new-cluster-certificate',
    '--new-rapi-certificate',
    '--rapi-certificate',
    '--new-confd-hmac-key',
    '--new-cluster-domain-secret',
    '--cluster-domain-secret',
    '--new-spice-certificate',
    '--spice-certificate',
    '--spice-ca-certificate',
  ].map((option): OptionDeviation => ({ command: 'cluster renew-crypto', option, why: localFile })),
  { command: 'cluster destroy', option: '--ya-rly', why: 'One name for it is enough: --yes-do-it.' },
];
