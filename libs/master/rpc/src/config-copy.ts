/**
 * The copy of the configuration that master candidates keep: all objects as JSON, one per line below their kind, so that a lost
 * master can be built anew from any candidate.
 */
import type { ConfigView } from '@ganeti/master-config';
import type { ObjectKind } from '@ganeti/objects';

const kinds: readonly ObjectKind[] = ['cluster', 'nodegroup', 'node', 'network', 'instance', 'disk', 'filter'];

/** Objects made into text before others get their turn: about two milliseconds. */
const objectsPerTurn = 200;

/** `{"version": 1, "revision": n, "<kind>": {"<uuid>": object, …}, …}` */
export async function configCopy(view: ConfigView): Promise<Buffer> {
  // What belongs together is collected in one turn; objects never change, so their texts can be made bit by bit.
  const revision = view.revision;
  const objects = kinds.map((kind) => [kind, [...view.all(kind)]] as const);
  const parts = [Buffer.from(`{"version": 1, "revision": ${revision}`)];
  for (const [kind, all] of objects) {
    let separator = `,\n"${kind}": {`;
    for (let at = 0; at < all.length; at += objectsPerTurn) {
      const texts = all.slice(at, at + objectsPerTurn).map((object) => `\n"${object.uuid}": ${JSON.stringify(object)}`);
      parts.push(Buffer.from(separator + texts.join(',')));
      separator = ',';
      await new Promise((resolve) => setImmediate(resolve));
    }
    parts.push(Buffer.from(all.length === 0 ? `${separator}}` : '}'));
  }
  parts.push(Buffer.from('}\n'));
  return Buffer.concat(parts);
}
