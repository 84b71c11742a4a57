/** Steps: key, salts. Without effect for exports inside of the cluster. */
import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { backupPrepare } from '@ganeti/opcodes';
import { instanceOnly } from '../common/locks';
import { instanceOf, nodeBy } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import type { Services } from '../services';
import { makeHandshake, signCertificate, signKeyName } from './cross-cluster';

/** How long the other cluster may take until the export begins, in seconds. */
const validity = 86_400;

type Plan = { readonly node: string; readonly key: string };

export function backupPrepareUnit(services: Services): LogicalUnit<typeof backupPrepare, Plan> {
  return defineLogicalUnit({
    definition: backupPrepare,
    locks: (params, cx) => instanceOnly(cx.config, params),

    async check(params, cx) {
      const instance = instanceOf(cx.config, params);
      const node = nodeBy(cx.config, instance.primary_node);
      checkOnline(node);
      return { node: node.uuid, key: `export-${cx.ids.uuid()}` };
    },

    async run(params, { node, key }, cx) {
      if (params.mode === 'local') return null;
      const { certificate } = await cx.call('key', node, 'Transfers.CreateKey', { name: key, validity }, {
        undo: [{ node, method: 'Transfers.RemoveKey', request: { name: key } }],
      });
      const [first = '', second = '', third = ''] = await cx.record('salts', () => [1, 2, 3].map(() => cx.ids.hex(8)));
      const secret = await services.keys.secrets.domainSecret();
      return {
        handshake: makeHandshake(secret, first),
        x509_key_name: signKeyName(secret, key, second),
        x509_ca: signCertificate(secret, certificate, third),
      };
    },
  });
}
