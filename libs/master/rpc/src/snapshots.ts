/** What nodes are to be sent of the configuration, made once per revision. */
import type { Change, ClusterConfig } from '@ganeti/master-config';
import { configCopy } from './config-copy';
import { hostsLines, instanceValues, ssconfValues } from './ssconf';
import { shared, type Ssconf } from './ssconf-changes';

/** Goes with ssconf, but is no value of it: lines for /etc/hosts. */
export const HOSTS = 'etc/hosts';

export interface Snapshot {
  readonly revision: number;
  /** The same object as before when no value has changed; values that have not are the same text. */
  readonly ssconf: Ssconf;
  readonly copy: Buffer;
}

export class Snapshots {
  /** The newest that was made. */
  latest: Snapshot | undefined;
  private ssconf: Ssconf | undefined;
  /** More than instances and their disks has changed since `ssconf` was made: lists of a thousand nodes are made anew. */
  private allIsNew = true;

  constructor(
    private readonly config: Pick<ClusterConfig, 'view'>,
    private readonly release: string,
  ) {}

  /** Told of each commit. */
  note(changes: readonly Change[]): void {
    this.allIsNew ||= changes.some(({ kind }) => kind !== 'instance' && kind !== 'disk');
  }

  async take(): Promise<Snapshot> {
    const { view } = this.config;
    const { revision } = view;
    if (this.latest?.revision === revision) return this.latest;
    const all = (): Ssconf => ({ ...ssconfValues(view, { release: this.release }), [HOSTS]: hostsLines(view) });
    const ssconf = shared(this.ssconf, this.ssconf === undefined || this.allIsNew ? all() : { ...this.ssconf, ...instanceValues(view) });
    this.ssconf = ssconf;
    this.allIsNew = false;
    const made = { revision, ssconf, copy: await configCopy(view) };
    // Two may be made side by side; the older one must not come back.
    if (this.latest === undefined || made.revision > this.latest.revision) this.latest = made;
    return this.latest;
  }
}
