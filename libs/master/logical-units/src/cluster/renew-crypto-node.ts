/** The part of a renewal of keys that is done for each node. A node that goes away in the middle catches up later. */
import { RpcError } from '@ganeti/errors';
import type { RunContext } from '@ganeti/master-jobs';
import type { Authority } from '@ganeti/master-keys';
import type { clusterRenewCrypto, ParamsOf } from '@ganeti/opcodes';
import { certificateDigest } from '@ganeti/runtime';
import type { Services } from '../services';
import type { RenewedNode } from './renew-crypto';

/** False, with a warning, when the node cannot be reached. Other errors are thrown. */
export async function unlessAway({ name }: RenewedNode, cx: RunContext, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof RpcError) || cx.signal.aborted) throw error;
    cx.log(`Node ${name} cannot be reached; it is given new keys when it is back (${error.message})`);
    return false;
  }
}

/** The node trusts the next authority beside the present one. */
export async function trustBoth(authority: Authority, node: RenewedNode, cx: RunContext): Promise<void> {
  const before = authority.trustFor(node.knows ?? undefined);
  await cx.call(`trust-${node.name}`, node.uuid, 'Node.Trust', { certificates: before }, { quiet: true });
}

type RenewOptions = Pick<ParamsOf<typeof clusterRenewCrypto>, 'verbose' | 'debug' | 'cluster_certificate'>;

export async function renewNode({ keys: { authority } }: Services, node: RenewedNode, formerly: string, params: RenewOptions, cx: RunContext): Promise<void> {
  const { uuid, name } = node;
  const tell = (what: string): void => {
    if (params.debug) cx.log(`Node ${name} ${what}`);
  };
  const has = await unlessAway(node, cx, async () => {
    // One that missed a renewal knows an older authority only.
    if (!params.cluster_certificate && node.knows !== null) await trustBoth(authority, node, cx);
    const { request } = await cx.call(`key-${name}`, uuid, 'Node.NewKey', {}, { quiet: true });
    tell('has made a new key');
    const certificate = await cx.record(`certify-${name}`, () => {
      const { primary_ip } = cx.config.get('node', uuid) ?? { primary_ip: '' };
      return authority.certify(request, { commonName: name, role: { node: uuid }, names: [name], addresses: primary_ip === '' ? [] : [primary_ip] });
    });
    const digest = certificateDigest(certificate);
    // From here on it may show either, whatever happens to whom.
    await cx.update(`next-${name}`, (tx) => void tx.update('node', uuid, { next_certificate_digest: digest }), { undo: false });
    await cx.call(`install-${name}`, uuid, 'Node.InstallCertificate', { certificate }, { quiet: true });
    tell(`has taken a certificate for it (${digest.slice(0, 16)})`);
    await cx.update(`known-${name}`, (tx) => void tx.update('node', uuid, { certificate_digest: digest, next_certificate_digest: '', missed_renewal: '' }), { undo: false });
    // Over a new connection, which both sides make with what they have now.
    await cx.call(`settle-${name}`, uuid, 'Node.Trust', { certificates: authority.trustFor() }, { quiet: true });
    tell('shows it');
  });
  if (!has) await missedRenewal(`renew-${name}`, [node], formerly, cx);
  else if (params.verbose) cx.log(`Node ${name} has a new certificate`);
}

/** Nodes that know no more than what there was before; `formerly`: digest of the authority they know. */
export async function missedRenewal(step: string, nodes: readonly RenewedNode[], formerly: string, cx: RunContext): Promise<void> {
  if (nodes.length === 0) return;
  await cx.update(`missed-${step}`, (tx) => {
    for (const { uuid, knows } of nodes) if (tx.get('node', uuid) !== undefined) tx.update('node', uuid, { missed_renewal: knows ?? formerly });
  });
}
