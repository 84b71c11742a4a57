/**
 * What `drbdsetup events2` prints (drbdsetup(8), "events2"), the same for DRBD 8.4 and 9, and the state it tells of. A resource here
 * has one volume and at most one peer. Sizes KiB, as the kernel counts them.
 */

export interface DrbdEvent {
  readonly kind: string;
  /** resource, connection, device, peer-device, path, helper; `-` ends what was there at the beginning. */
  readonly object: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface DrbdResource {
  readonly role: string;
  /** null: no volume. */
  readonly minor: number | null;
  /** Diskless, Inconsistent, UpToDate, … */
  readonly disk: string;
  readonly size: number;
  /** StandAlone, Connecting, Connected, … */
  readonly connection: string;
  /** Off, Established, SyncSource, PausedSyncT, VerifyS, … */
  readonly replication: string;
  readonly peerDisk: string;
  readonly outOfSync: number;
}
export type DrbdState = Map<string, DrbdResource>;

const kinds: ReadonlySet<string> = new Set(['exists', 'create', 'change', 'destroy', 'call', 'response', 'rename']);

/** null: no event, such as a message among the lines. */
export function parseEvent(line: string): DrbdEvent | null {
  const [kind = '', object = '', ...words] = line.trim().split(' ');
  if (!kinds.has(kind) || object === '') return null;
  const pairs = words.map((word): [string, string] => {
    const colon = word.indexOf(':');
    return colon < 0 ? [word, ''] : [word.slice(0, colon), word.slice(colon + 1)];
  });
  return { kind, object, fields: Object.fromEntries(pairs) };
}

const noNetwork = { connection: 'StandAlone', replication: 'Off', peerDisk: 'DUnknown', outOfSync: 0 };
const noVolume = { minor: null, disk: 'Diskless', size: 0 };
const fresh: DrbdResource = { role: 'Secondary', ...noVolume, ...noNetwork };

/** Makes the state follow an event. */
export function applyEvent(state: DrbdState, { kind, object, fields }: DrbdEvent): void {
  const name = fields['name'];
  if (name === undefined || object === 'helper') return;
  if (kind === 'destroy') {
    const known = state.get(name);
    if (object === 'resource') state.delete(name);
    else if (known !== undefined) state.set(name, { ...known, ...(object === 'device' ? noVolume : object === 'connection' ? noNetwork : object === 'peer-device' ? { ...noNetwork, connection: known.connection } : {}) });
    return;
  }
  const change = changeOf(object, fields);
  if (change !== null) state.set(name, { ...(state.get(name) ?? fresh), ...change });
}

function changeOf(object: string, fields: DrbdEvent['fields']): Partial<DrbdResource> | null {
  const text = <K extends keyof DrbdResource>(key: K, field: string): Partial<DrbdResource> => (fields[field] === undefined ? {} : { [key]: fields[field] });
  const number = <K extends keyof DrbdResource>(key: K, field: string): Partial<DrbdResource> => (/^\d+$/.test(fields[field] ?? '') ? { [key]: Number(fields[field]) } : {});
  switch (object) {
    case 'resource':
      return text('role', 'role');
    case 'device':
      return { ...number('minor', 'minor'), ...text('disk', 'disk'), ...number('size', 'size') };
    case 'connection':
      return text('connection', 'connection');
    case 'peer-device':
      return { ...text('replication', 'replication'), ...text('peerDisk', 'peer-disk'), ...number('outOfSync', 'out-of-sync') };
    default:
      return null;
  }
}

/** The state of one moment, from the whole output of `events2 --now`. */
export function readState(text: string): DrbdState {
  const state: DrbdState = new Map();
  for (const line of text.split('\n')) {
    const event = parseEvent(line);
    if (event !== null) applyEvent(state, event);
  }
  return state;
}

/** Whether bytes are being brought over right now, or would be if nobody had paused it. */
export const isSyncing = ({ replication }: DrbdResource): boolean => /^(Sync|PausedSync|Ahead|Behind|WFBitMap|StartingSync|WFSyncUUID)/.test(replication);
export const isVerifying = ({ replication }: DrbdResource): boolean => replication.startsWith('Verify');
