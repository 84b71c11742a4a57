/** Asking a node who it is, before the configuration says how to reach it. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { nodeProtocolVersion, type Node } from '@ganeti/objects';
import type { Introduction, Services } from '../services';

/** Seconds by which a node's clock may differ. */
const maxSkew = 150;

/** Same protocol, a clock that is right, the certificate that belongs to it. Throws OpPrereqError. */
export function checkHello(cx: CheckContext, name: string, hello: Introduction, known: Node | undefined): void {
  if (hello.protocol_version !== nodeProtocolVersion) {
    throw new OpPrereqError(
      `Node ${name} speaks protocol ${hello.protocol_version} (release ${hello.release}), the master ${nodeProtocolVersion}; install the same release`,
      'environment_error',
    );
  }
  const skew = Math.abs(hello.now - cx.clock.now());
  if (skew > maxSkew) throw new OpPrereqError(`The clock of node ${name} is off by ${Math.round(skew)} s; set it right first`, 'environment_error');
  if (known !== undefined && hello.uuid !== '' && hello.uuid !== known.uuid) {
    throw new OpPrereqError(`The certificate of node ${name} is for another node (${hello.uuid}, not ${known.uuid})`, 'wrong_state');
  }
}

/** A node marked offline is asked nothing through the usual way; this asks it nevertheless. Throws OpPrereqError. */
export async function checkAnswers(services: Services, cx: CheckContext, node: Node): Promise<void> {
  const { cluster_name, uuid: cluster_uuid } = cx.config.cluster();
  let hello: Introduction;
  try {
    hello = await services.introduce({ name: node.name, address: node.primary_ip, port: node.port, cluster_name, cluster_uuid });
  } catch (error) {
    throw new OpPrereqError(`Node ${node.name} cannot come back, it does not answer: ${(error as Error).message}; start its node daemon first`, 'wrong_state');
  }
  checkHello(cx, node.name, hello, node);
  if (node.certificate_digest !== '' && hello.certificate_digest !== node.certificate_digest) {
    throw new OpPrereqError(`Node ${node.name} has another certificate than the one it was added with; add it again (gnt-node add --readd)`, 'wrong_state');
  }
}
