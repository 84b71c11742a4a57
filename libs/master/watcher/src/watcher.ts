/** The rounds of the watcher. What it does, it does by jobs: they can be seen, and obey locks and filter rules like any other. */
import { isFinal } from '@ganeti/master-jobs';
import { Attempts } from './attempts';
import { BalanceDuty } from './balancing';
import { DiskDuty } from './disks';
import { helpInstances, type DutyParts } from './instances';
import { MaintenanceDuty } from './maintenance';
import { loadNotes, notesWriter } from './notes';
import { Submitter } from './submitter';
import type { Act, Attempts as ShownAttempts, Watcher, WatcherParts, WatcherSettings, WatcherStatus } from './types';

const defaults: WatcherSettings = { roundSeconds: 60, verifyDisksSeconds: 300, maintenanceSeconds: 300, archiveSeconds: 6 * 3600 };
/** Seconds that archiving may take of a round. */
const archiveLimit = 10;
const keepActs = 200;

/** Reads what an earlier watcher has noted; nothing happens before `start`. */
export async function createWatcher(parts: WatcherParts): Promise<Watcher> {
  const { config, jobs, store, clock, onAct, onError } = parts;
  const settings = { ...defaults, ...parts.settings };
  const notes = await loadNotes(store);
  const write = notesWriter(store);
  const attempts = new Attempts(notes.tries);
  const recent: Act[] = [];
  const tell = (act: Act): void => {
    recent.push(act);
    if (recent.length > keepActs) recent.shift();
    onAct(act);
  };
  const submitter = new Submitter(jobs, clock, tell);
  const duty: DutyParts = { ...parts, attempts, submitter, tell };
  const balancing = new BalanceDuty(parts, submitter);
  const maintenance = new MaintenanceDuty(parts, tell, settings.maintenanceSeconds);
  const disks = new DiskDuty(duty, notes.boots, settings.verifyDisksSeconds);
  let cancelTimer: (() => void) | null = null;
  let stopEvents: (() => void) | null = null;
  let lastRound: number | null = null;
  let nextRound: number | null = null;
  /** One thing at a time. */
  let order: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const done = order.then(work);
    order = done.catch(() => undefined);
    return done;
  };

  const pausedUntil = (): number | null => {
    const until = config.initialised ? config.view.cluster().watcher_pause_until : null;
    return until !== null && until > clock.now() ? until : null;
  };
  const resting = (ignorePause: boolean): WatcherStatus['resting'] => {
    if (settings.roundSeconds === 0 && !ignorePause) return 'switched-off';
    if (pausedUntil() !== null && !ignorePause) return 'paused';
    return jobs.drained ? 'drained' : null;
  };

  async function round(): Promise<void> {
    lastRound = clock.now();
    forgetRemoved();
    await helpInstances(duty);
    await disks.round();
    await renewKeys();
    await balancing.round();
    await maintenance.round();
    const [archived] = await jobs.autoArchive(settings.archiveSeconds, archiveLimit);
    if (archived > 0) tell({ time: clock.now(), what: 'archive', object: '', job: null, text: `${archived} ended jobs were archived` });
    await write(notes);
  }

  /** Nodes that were away when keys were renewed, and are back. */
  async function renewKeys(): Promise<void> {
    const behind = [...config.view.all('node')].filter(
      ({ uuid, offline, missed_renewal: missed }) => missed !== undefined && missed !== '' && !offline && parts.live.node(uuid).reachable,
    );
    const running = [...jobs.list()].some(({ end, ops }) => end === null && ops.some(({ input }) => input['OP_ID'] === 'OP_CLUSTER_RENEW_CRYPTO'));
    if (behind.length === 0 || running) return;
    const names = behind.map(({ name }) => name);
    await submitter.submit([
      {
        what: 'renew-keys',
        object: names.join(', '),
        why: `${names.join(', ')} missed a renewal of keys`,
        opcode: { OP_ID: 'OP_CLUSTER_RENEW_CRYPTO', node_certificates: true, nodes: names },
      },
    ]);
  }

  function forgetRemoved(): void {
    for (const key of [...notes.tries.keys()]) if (config.view.get('instance', key.slice(key.indexOf('/') + 1)) === undefined) attempts.forget(key);
  }

  const run = (ignorePause: boolean): Promise<readonly Act[]> =>
    inOrder(async () => {
      if (!config.initialised || resting(ignorePause) !== null) return [];
      const before = recent.at(-1);
      await round();
      return before === undefined ? [...recent] : recent.slice(recent.lastIndexOf(before) + 1);
    });

  function schedule(): void {
    nextRound = clock.now() + settings.roundSeconds;
    cancelTimer = clock.after(settings.roundSeconds, () => {
      run(false).catch(onError).finally(schedule);
    });
  }

  return {
    start() {
      if (settings.roundSeconds > 0) schedule();
      stopEvents = jobs.onEvent((event) => {
        if (event.type !== 'job' || !isFinal(event.status) || !disks.looksBy(event.id)) return;
        inOrder(() => disks.ended(event.id)).catch(onError);
      });
    },
    stop() {
      cancelTimer?.();
      stopEvents?.();
      nextRound = null;
    },
    run,
    status: () => ({
      interval: settings.roundSeconds,
      resting: resting(false),
      paused_until: pausedUntil(),
      last_round: lastRound,
      next_round: nextRound,
      attempts: shown(attempts, config),
      recent: [...recent],
    }),
  };
}

function shown(attempts: Attempts, config: WatcherParts['config']): ShownAttempts[] {
  return [...attempts.list()].flatMap(({ key, tries, next, gaveUp }) => {
    const at = key.indexOf('/');
    const instance = config.view.get('instance', key.slice(at + 1))?.name;
    return instance === undefined ? [] : [{ instance, what: key.slice(0, at) as ShownAttempts['what'], tries, next, gave_up: gaveUp }];
  });
}
