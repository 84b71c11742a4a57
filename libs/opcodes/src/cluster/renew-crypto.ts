import { z } from 'zod';
import { defineOpcode } from '../define';
import { flag, maybe, positiveInt } from '../types';

export const clusterRenewCrypto = defineOpcode({
  id: 'OP_CLUSTER_RENEW_CRYPTO',
  path: 'cluster/renew-crypto',
  title: 'Renew the keys of the nodes',
  doc: 'Gives every node that can be reached a new certificate, new ssh keys, or both. Nodes that are offline keep what they have and are named in the log.',
  params: {
    node_certificates: flag('Renew the certificates by which master and nodes know each other.'),
    renew_ssh_keys: flag('Renew the ssh keys by which nodes log in to each other.'),
    ssh_key_type: maybe(z.enum(['dsa', 'ecdsa', 'rsa']), 'Kind of the new ssh keys; without it the kind in use.'),
    ssh_key_bits: maybe(
      positiveInt,
      'Length of the new ssh keys in bits; without it the usual length of their kind. DSA allows 1024 only, ECDSA 256, 384 and 521.',
    ),
    verbose: flag('Log each node.'),
    debug: flag('Log each step on each node.'),
  },
  result: z.null(),
  permission: 'cluster.renew-crypto',
  rule: ({ renew_ssh_keys: renew, ssh_key_type: type, ssh_key_bits: bits }) => {
    if (renew !== true && (type !== null || bits !== null)) return 'ssh_key_type and ssh_key_bits need renew_ssh_keys';
    if (typeof bits !== 'number') return null;
    if (type === 'dsa' && bits !== 1024) return 'DSA keys have 1024 bits';
    if (type === 'ecdsa' && ![256, 384, 521].includes(bits)) return 'ECDSA keys have 256, 384 or 521 bits';
    return type === 'rsa' && bits < 768 ? 'RSA keys have at least 768 bits' : null;
  },
  cli: [
    {
      command: 'cluster renew-crypto',
      args: [],
      options: [
        { flags: '--new-node-certificates', param: 'node_certificates', type: 'flag' },
        { flags: '--new-ssh-keys', param: 'renew_ssh_keys', type: 'flag' },
        { flags: '-v, --verbose', param: 'verbose', type: 'flag' },
        { flags: '-d, --debug', param: 'debug', type: 'flag' },
      ],
      confirm: 'Renew keys on all nodes?',
      doc: 'Renew the keys of all nodes.',
    },
  ],
});
