/** The watcher as clients reach it. */
import { OpPrereqError } from '@ganeti/errors';
import type { ClusterConfig } from '@ganeti/master-config';
import type { Watcher } from '@ganeti/master-watcher';
import type { Json } from '@ganeti/objects';
import type { Clock } from '@ganeti/runtime';
import type { WatcherDoors } from './handlers';

export function watcherDoors(watcher: Pick<Watcher, 'status' | 'run'>, config: Pick<ClusterConfig, 'view' | 'transaction'>, clock: Clock): WatcherDoors {
  return {
    status: () => watcher.status() as unknown as Json,
    run: async (ignorePause) => (await watcher.run(ignorePause)) as unknown as Json,
    async pause(until) {
      if (until !== null && until <= clock.now()) throw new OpPrereqError('The watcher cannot be paused until a time that is over', 'wrong_input');
      const { uuid } = config.view.cluster();
      await config.transaction((tx) => tx.update('cluster', uuid, { watcher_pause_until: until }));
    },
  };
}
