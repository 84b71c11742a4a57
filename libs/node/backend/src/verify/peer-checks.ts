/** Whether other nodes can be reached from here, over both networks, and this node and they trust each other. */
import { readFile } from 'node:fs/promises';
import { connectProblem, probePeer, type NodeRequestReceived, type TlsMaterial } from '@ganeti/node-api';
import { readBundle, type Paths } from '@ganeti/runtime';
import { findings, type Finding } from './finding';

/** Long enough for a machine that has much to do. */
const TIMEOUT_SECONDS = 20;

type Peers = NodeRequestReceived<'Node.Verify'>['peers'];

export async function peerFindings(paths: Paths, peers: Peers): Promise<Finding[]> {
  const { all, find } = findings();
  if (peers.length === 0) return all;
  let tls: TlsMaterial;
  try {
    const [bundle, ca] = await Promise.all([readBundle(paths.nodeBundle), readFile(paths.caCertificate, 'utf8')]);
    tls = { ca, cert: bundle.certificate, key: bundle.key };
  } catch (error) {
    find('trust', '', `this node's own certificate cannot be used: ${(error as Error).message}; take the node out of the cluster and add it again`);
    return all;
  }
  await Promise.all(
    peers.map(async (peer) => {
      const { name, address, secondary_address: secondary } = peer;
      const problem = await probePeer(peer, tls, TIMEOUT_SECONDS).catch((error: Error) => ({ kind: 'trust', message: error.message }));
      if (problem?.kind === 'network') find('peer', name, `cannot be reached at ${address}: ${problem.message}`);
      else if (problem !== null) find('trust', name, `at ${address}: ${problem.message}; gnt cluster renew-crypto gives all nodes new certificates`);
      if (secondary === '') return;
      // Its daemon may listen on the primary address only: a refusal comes from the machine too.
      const unreachable = await connectProblem(secondary, peer.port, TIMEOUT_SECONDS);
      if (unreachable !== null && !unreachable.refused) find('peer', name, `cannot be reached at its secondary address ${secondary}: ${unreachable.message}`);
    }),
  );
  return all;
}
