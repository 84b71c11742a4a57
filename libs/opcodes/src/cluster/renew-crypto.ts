import { z } from 'zod';
import { defineOpcode } from '../define';
import { flag, maybe, nonEmptyString, positiveInt } from '../types';

export const clusterRenewCrypto = defineOpcode({
  id: 'OP_CLUSTER_RENEW_CRYPTO',
  path: 'cluster/renew-crypto',
  title: 'Renew the keys of the cluster',
  doc: 'Gives the cluster a new authority, its nodes new certificates, and the remote API, the domain secret and SPICE new ones, as asked for. Nothing is interrupted: jobs and instances go on. Nodes that cannot be reached are named in the log, and catch up when they are back.',
  params: {
    node_certificates: flag('Renew the certificates by which master and nodes know each other.'),
    cluster_certificate: flag('Make a new authority, and certify all nodes, the master and the remote API anew. Clients of the remote API need the new ca.pem.'),
    rapi_certificate: flag('Certify the remote API anew, for the names and addresses of its present certificate.'),
    rapi_certificate_file: maybe(nonEmptyString, 'File on the master with a private key and its certificate (PEM), which the remote API shows from now on.'),
    cluster_domain_secret: flag('Make a new secret by which clusters that exchange instances know each other.'),
    cluster_domain_secret_file: maybe(nonEmptyString, 'File on the master with that secret, the same in all of these clusters.'),
    spice_certificate: flag('Make a new certificate for the consoles of instances with SPICE; running instances keep the old one until they are started again.'),
    spice_certificate_file: maybe(nonEmptyString, 'File on the master with a private key and its certificate (PEM) for SPICE.'),
    spice_ca_certificate_file: maybe(nonEmptyString, 'File on the master with the authority of that certificate; without it the certificate stands for itself.'),
    nodes: maybe(z.array(nonEmptyString), 'Only these nodes get new certificates; without it all.'),
    renew_ssh_keys: flag('Renew ssh keys. Refused: nodes are reached over TLS, and have none of the cluster.'),
    ssh_key_type: maybe(z.enum(['dsa', 'ecdsa', 'rsa']), 'Kind of the new ssh keys; only with `renew_ssh_keys`.'),
    ssh_key_bits: maybe(
      positiveInt,
      'Length of the new ssh keys in bits; without it the usual length of their kind. DSA allows 1024 only, ECDSA 256, 384 and 521.',
    ),
    verbose: flag('Log each node.'),
    debug: flag('Log each step on each node.'),
  },
  result: z.null(),
  permission: 'cluster.renew-crypto',
  rule: ({ renew_ssh_keys: renew, ssh_key_type: type, ssh_key_bits: bits, ...others }) => {
    const pairs = [['rapi_certificate', 'rapi_certificate_file'], ['cluster_domain_secret', 'cluster_domain_secret_file'], ['spice_certificate', 'spice_certificate_file']] as const;
    const both = pairs.find(([made, given]) => others[made] === true && others[given] !== null);
    if (both !== undefined) return `'${both[0]}' makes what '${both[1]}' brings; give one of them`;
    if (others.spice_ca_certificate_file !== null && others.spice_certificate_file === null) return `'spice_ca_certificate_file' needs 'spice_certificate_file'`;
    if (others.nodes !== null && others.cluster_certificate === true) return `'nodes' does not go with 'cluster_certificate': a new authority is for all`;
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
        { flags: '--new-cluster-certificate', param: 'cluster_certificate', type: 'flag' },
        { flags: '--new-rapi-certificate', param: 'rapi_certificate', type: 'flag' },
        { flags: '--rapi-certificate <file>', param: 'rapi_certificate_file', type: 'string' },
        { flags: '--new-cluster-domain-secret', param: 'cluster_domain_secret', type: 'flag' },
        { flags: '--cluster-domain-secret <file>', param: 'cluster_domain_secret_file', type: 'string' },
        { flags: '--new-spice-certificate', param: 'spice_certificate', type: 'flag' },
        { flags: '--spice-certificate <file>', param: 'spice_certificate_file', type: 'string' },
        { flags: '--spice-ca-certificate <file>', param: 'spice_ca_certificate_file', type: 'string' },
        { flags: '--new-ssh-keys', param: 'renew_ssh_keys', type: 'flag' },
        { flags: '-v, --verbose', param: 'verbose', type: 'flag' },
        { flags: '-d, --debug', param: 'debug', type: 'flag' },
      ],
      confirm: 'Renew the keys of this cluster?',
      doc: 'Renew keys and certificates of the cluster.',
    },
  ],
});
