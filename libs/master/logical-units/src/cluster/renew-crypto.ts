/**
 * New keys for the cluster, while everything goes on. With a new authority:
 *
 *   1  the authority is made; every node is told to trust it beside the present one
 *   2  it certifies from now on, and the master shows a certificate of it: the point of no return
 *   3  node by node, a new certificate (renew-crypto-node.ts)
 *   4  the authorities that no node needs any more are forgotten
 *
 * A node that cannot be reached is marked (`missed_renewal`), and renewed by another job when it is back.
 */
import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type RunContext } from '@ganeti/master-jobs';
import { checkBundleFile, checkCertificateFile, checkSecretFile } from '@ganeti/master-keys';
import { clusterRenewCrypto, type ParamsOf } from '@ganeti/opcodes';
import { nodeOf } from '../common/lookup';
import { together } from '../common/together';
import type { Services } from '../services';
import { missedRenewal, renewNode, trustBoth, unlessAway } from './renew-crypto-node';
import { shareFile } from './shared-files';

type Params = ParamsOf<typeof clusterRenewCrypto>;

export interface RenewedNode {
  readonly uuid: string;
  readonly name: string;
  /** Digest of the authority it knows, if that is not the present one. */
  readonly knows: string | null;
}

type Plan = {
  readonly [K in 'nodes' | 'away']: readonly { readonly uuid: string; readonly name: string; readonly knows: string | null }[];
} & { readonly authority: string; readonly rapi: boolean };

export const clusterRenewCryptoUnit = (services: Services) =>
  defineLogicalUnit<typeof clusterRenewCrypto, Plan>({
    definition: clusterRenewCrypto,

    // Two renewals must not cross; all else goes on, so no lock of an object is taken.
    locks: () => ({ network: { names: ['renew-crypto'], mode: 'exclusive' } }),

    async check(params, cx) {
      if (params.renew_ssh_keys) throw new OpPrereqError('There are no ssh keys of the cluster to renew: nodes are reached over TLS', 'wrong_input');
      if (!asksForSomething(params)) throw new OpPrereqError('Nothing is asked for; say which keys are to be renewed', 'wrong_input');
      if (params.rapi_certificate_file !== null) await checkBundleFile(params.rapi_certificate_file);
      if (params.cluster_domain_secret_file !== null) await checkSecretFile(params.cluster_domain_secret_file);
      if (params.spice_certificate_file !== null) await checkBundleFile(params.spice_certificate_file);
      if (params.spice_ca_certificate_file !== null) await checkCertificateFile(params.spice_ca_certificate_file);
      const { authority, secrets } = services.keys;
      const nodes = chosenNodes(params, cx);
      return {
        nodes: nodes.filter(({ offline }) => !offline).map(withoutRole),
        away: nodes.filter(({ offline }) => offline).map(withoutRole),
        authority: authority.digest,
        rapi: params.rapi_certificate || params.rapi_certificate_file !== null || (params.cluster_certificate && secrets.rapiIsOurs()),
      };
    },

    async run(params, plan, cx) {
      const { authority, secrets } = services.keys;
      const step = async (name: string, work: () => Promise<void>): Promise<void> => {
        await cx.record(name, async () => {
          await work();
          return null;
        });
      };
      const missed = new Map(plan.away.map((node) => [node.uuid, node]));
      if (params.cluster_certificate) await newAuthority(services, plan, missed, cx);
      if (params.cluster_certificate || params.node_certificates) {
        const present = plan.nodes.filter(({ uuid }) => !missed.has(uuid));
        await together(present.map((node) => renewNode(services, node, plan.authority, params, cx)));
        await missedRenewal('away', [...missed.values()], plan.authority, cx);
      }
      if (plan.rapi) {
        await step('rapi', () => secrets.renewRapi(params.rapi_certificate_file));
        cx.log('The remote API shows a new certificate');
      }
      if (params.cluster_domain_secret || params.cluster_domain_secret_file !== null) await step('domain-secret', () => secrets.renewDomainSecret(params.cluster_domain_secret_file));
      if (params.spice_certificate || params.spice_certificate_file !== null) await step('spice', () => secrets.renewSpice(params.spice_certificate_file, params.spice_ca_certificate_file));
      await shareFiles(services, plan, params, cx);
      await step('settle', () => authority.settle(new Set([...cx.config.all('node')].flatMap(({ missed_renewal: known }) => (known === undefined || known === '' ? [] : [known])))));
      return null;
    },
  });

function asksForSomething(params: Params): boolean {
  const files = [params.rapi_certificate_file, params.cluster_domain_secret_file, params.spice_certificate_file];
  return params.cluster_certificate || params.node_certificates || params.rapi_certificate || params.cluster_domain_secret || params.spice_certificate || files.some((file) => file !== null);
}

function chosenNodes({ nodes }: Params, cx: CheckContext): (RenewedNode & { readonly offline: boolean })[] {
  const chosen = nodes === null ? [...cx.config.all('node')] : nodes.map((name) => nodeOf(cx.config, name));
  return chosen.map(({ uuid, name, offline, missed_renewal: known }) => ({ uuid, name, offline, knows: known === undefined || known === '' ? null : known }));
}

const withoutRole = ({ uuid, name, knows }: RenewedNode): RenewedNode => ({ uuid, name, knows });

async function newAuthority({ keys: { authority } }: Services, plan: Plan, missed: Map<string, RenewedNode>, cx: RunContext): Promise<void> {
  const next = await cx.record('authority', () => authority.prepare());
  await together(
    plan.nodes.map(async (node) => {
      if (!(await unlessAway(node, cx, () => trustBoth(authority, node, cx)))) missed.set(node.uuid, node);
    }),
  );
  await missedRenewal('before', [...missed.values()], plan.authority, cx);
  await cx.record('switch', async () => {
    await authority.switchOver(next);
    return null;
  });
  await cx.keep('switched');
  cx.log('The cluster has a new authority; clients of the remote API need the new ca.pem');
}

/** Files that all nodes have alike: when they are new, and for nodes that may have missed them. */
async function shareFiles({ keys: { secrets } }: Services, plan: Plan, params: Params, cx: RunContext): Promise<void> {
  const isNew = params.cluster_domain_secret || params.cluster_domain_secret_file !== null || params.spice_certificate || params.spice_certificate_file !== null;
  if (!isNew && params.nodes === null) return;
  const files = await secrets.shared();
  const behind: RenewedNode[] = [...plan.away];
  await together(
    plan.nodes.map(async (node) => {
      const has = await unlessAway(node, cx, async () => {
        for (const file of files) await shareFile(cx, node, file);
      });
      if (!has) behind.push(node);
    }),
  );
  await missedRenewal('files', behind, plan.authority, cx);
  if (isNew) cx.log(`${files.map(({ name }) => name).join(', ')} sent to ${plan.nodes.length + plan.away.length - behind.length} nodes`);
}
