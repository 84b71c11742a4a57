/** After a boot the cluster's address is not there: masterd has its node set it up, once, as soon as that answers. */
import type { ClusterConfig } from '@ganeti/master-config';
import { addressCall } from '@ganeti/master-logical-units';
import type { ClusterRpc } from '@ganeti/master-rpc';
import type { Clock, Logger } from '@ganeti/runtime';

const RETRY_SECONDS = 5;

/** Answers a function that gives up. */
export function raiseMasterAddress({ config, rpc, clock, logger }: { readonly config: ClusterConfig; readonly rpc: ClusterRpc; readonly clock: Clock; readonly logger: Logger }): () => void {
  const given = new AbortController();
  const raise = async (): Promise<void> => {
    for (let complained = false; !given.signal.aborted; complained = true) {
      const call = addressCall(config.view, config.view.cluster(), true);
      if (call === null) return;
      try {
        await rpc.call(call.node, call.method, call.request, { signal: given.signal });
        return logger.info({ address: call.request.address }, "the cluster's address is up");
      } catch (error) {
        if (given.signal.aborted) return;
        if (!complained) logger.warn({ error: (error as Error).message }, "the cluster's address cannot be set up yet");
      }
      await clock.sleep(RETRY_SECONDS, given.signal);
    }
  };
  raise().catch((error: unknown) => {
    if (!given.signal.aborted) logger.error({ err: error }, "the cluster's address is not set up");
  });
  return () => given.abort();
}
