/** Sends nodes the configuration when an operation asks for it, and only then: most tests do not look at it. */
import { createRedistributor, type Distributed, type RedistributorOptions } from '@ganeti/master-rpc';

interface UnitDistribution {
  /** Answers names of nodes that did not take it. */
  redistribute(): Promise<string[]>;
  distributed(node: string): Distributed | null;
}

export function unitDistribution(options: RedistributorOptions): UnitDistribution {
  let latest = createRedistributor(options);
  latest.stop();
  const send = async (): Promise<string[]> => {
    latest = createRedistributor(options);
    const outcomes = await latest.pushNow();
    latest.stop();
    return [...outcomes].flatMap(([uuid, outcome]) => ('error' in outcome ? [options.config.view.get('node', uuid)?.name ?? uuid] : []));
  };
  let sending = Promise.resolve<string[]>([]);
  return {
    // One after the other: each stops its own.
    redistribute: () => (sending = sending.then(send, send)),
    distributed: (node) => latest.held(node),
  };
}
