/** The whole state of a cluster as it lies in masterd's database, condensed: equal digests mean that nothing was changed. */
import { createHash } from 'node:crypto';
import { openSqliteStore } from '@ganeti/master-state-sqlite';
import type { Kind } from '@ganeti/master-state';
import { createPaths } from '@ganeti/runtime';
import { nodeRoot } from '@ganeti/testkit';

const configuration = ['cluster', 'node', 'nodegroup', 'instance', 'disk', 'network', 'filter'] as const satisfies readonly Kind[];
const queue = ['job', 'joblog', 'journal', 'cleanup', 'meta'] as const satisfies readonly Kind[];

export interface StateDigest {
  /** Every object, with serial number and time of its last change. */
  readonly configuration: string;
  /** Every job that is not archived, its log, what is being undone, counters such as the last job's number. */
  readonly jobs: string;
  readonly rows: Readonly<Record<string, number>>;
}

/** Reads beside the running masterd, which stays the only writer. */
export async function digestOf(dir: string, master: string): Promise<StateDigest> {
  const store = await openSqliteStore({ path: createPaths(nodeRoot(dir, master)).stateDatabase });
  const rows: Record<string, number> = {};
  const digest = async (kinds: readonly Kind[]): Promise<string> => {
    const hash = createHash('sha256');
    for (const kind of kinds) {
      const loaded = await store.load(kind);
      rows[kind] = loaded.length;
      for (const { key, value } of loaded) hash.update(`${JSON.stringify([kind, key, value])}\n`);
    }
    return hash.digest('hex');
  };
  try {
    return { configuration: await digest(configuration), jobs: await digest(queue), rows };
  } finally {
    await store.close();
  }
}
