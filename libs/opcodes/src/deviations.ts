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
const noConfd = 'There is no ganeti-confd, which this key is for.';
const renewedByJob = 'A job renews these, while everything goes on; Ganeti\'s command stops the daemons for it.';
const removable = 'Also takes `none`, so that a value can be taken away again.';

export const opcodeDeviations: readonly OpcodeDeviation[] = [
  {
    what: '*.priority',
    how: 'differs',
    why: 'Any number from -20 to 19 is taken, as for jobs whose priority is changed later.',
  },
  { what: '*.reason', how: 'differs', why: 'Only [source, text, nanoseconds] each: what all readers of it expect.' },
  { what: 'OP_NODE_ADD.port', how: 'extra', why: 'Several simulated nodes can share one address.' },
  ...[
    'cluster_certificate',
    'rapi_certificate',
    'rapi_certificate_file',
    'cluster_domain_secret',
    'cluster_domain_secret_file',
    'spice_certificate',
    'spice_certificate_file',
    'spice_ca_certificate_file',
    'nodes',
  ].map((name): OpcodeDeviation => ({ what: `OP_CLUSTER_RENEW_CRYPTO.${name}`, how: 'extra', why: renewedByJob })),
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
  { command: 'cluster renew-crypto', option: '--new-confd-hmac-key', why: noConfd },
  { command: 'cluster destroy', option: '--ya-rly', why: 'One name for it is enough: --yes-do-it.' },
];
