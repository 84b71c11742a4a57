/** What getters read from. */
import type { ConfigView } from '@ganeti/master-config';
import type { LiveView } from '@ganeti/master-live';
import type { Instance } from '@ganeti/objects';
import type { VersionInfo } from './types';

export interface Context {
  readonly config: ConfigView;
  readonly live: LiveView;
  readonly version: VersionInfo;
  /** Seconds since the epoch. Only for resources whose answers are never kept. */
  now(): number;
  /** Network uuid -> instances with a NIC in it; made once for each state of the configuration. */
  networkUsers(): ReadonlyMap<string, readonly Instance[]>;
}

export function createContext(parts: {
  readonly config: { readonly view: ConfigView };
  readonly live: LiveView;
  readonly version: VersionInfo;
  readonly now: () => number;
}): Context {
  let users: ReadonlyMap<string, readonly Instance[]> = new Map();
  let usersAt = -1;
  return {
    get config() {
      return parts.config.view;
    },
    live: parts.live,
    version: parts.version,
    now: parts.now,
    networkUsers() {
      const { view } = parts.config;
      if (usersAt !== view.revision) {
        users = findNetworkUsers(view);
        usersAt = view.revision;
      }
      return users;
    },
  };
}

function findNetworkUsers(view: ConfigView): Map<string, Instance[]> {
  const users = new Map<string, Instance[]>();
  for (const instance of view.all('instance')) {
    for (const network of new Set(instance.nics.map((nic) => nic.network))) {
      if (network === null) continue;
      const present = users.get(network);
      if (present === undefined) users.set(network, [instance]);
      else present.push(instance);
    }
  }
  return users;
}
