/** Keeps the status stream of one node open for as long as it is wanted. */
import type { StatusUpdateReceived, WatchRequestMessage } from '@ganeti/node-api';
import type { Clock, Ids } from '@ganeti/runtime';
import type { Slots } from './slots';

/** One node's status stream. The promise ends with the stream: it rejects when the stream breaks and when `signal` is aborted. */
export interface WatchSource {
  watch(request: WatchRequestMessage, onUpdate: (update: StatusUpdateReceived) => void, signal: AbortSignal): Promise<void>;
}
export type Watch = WatchSource['watch'];

export interface WatcherParts {
  readonly connect: () => WatchSource;
  readonly request: WatchRequestMessage;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Connection attempts of all watchers share these. */
  readonly slots: Slots;
  readonly silentAfterSeconds: number;
  readonly onUpdate: (update: StatusUpdateReceived) => void;
  /** The node has said nothing for too long. Called once per silence. */
  readonly onSilent: () => void;
}

export interface Watcher {
  stop(): void;
  /** Resolves when nothing of it runs any more. */
  readonly ended: Promise<void>;
}

/** Seconds before the first retry, and the most there is between two. */
const firstRetry = 0.1;
const longestRetry = 2;

export function startWatcher(parts: WatcherParts): Watcher {
  const stopping = new AbortController();
  return { stop: () => stopping.abort(new Error('stopped')), ended: keepOpen(parts, stopping.signal) };
}

async function keepOpen(parts: WatcherParts, stopped: AbortSignal): Promise<void> {
  const silence = watchForSilence(parts);
  let failures = 0;
  while (!stopped.aborted) {
    const heard = await oneStream(parts, silence, stopped).catch(() => false);
    if (stopped.aborted) break;
    // A stream that worked starts the row of retries anew: a restarted node daemon is found again at once.
    failures = heard ? 0 : failures + 1;
    await parts.clock.sleep(retryDelay(failures, parts.ids), stopped).catch(() => undefined);
  }
  silence.stop();
}

/** Doubles up to the limit. Spread, so that a thousand nodes behind one broken switch do not come back in one instant. */
function retryDelay(failures: number, ids: Ids): number {
  if (failures <= 1) return firstRetry;
  const full = Math.min(longestRetry, firstRetry * 2 ** (failures - 1));
  return full * (0.5 + ids.int(1000) / 2000);
}

/** Opens the stream and stays until it breaks or falls silent. Answers whether it brought anything. */
async function oneStream(parts: WatcherParts, silence: Silence, stopped: AbortSignal): Promise<boolean> {
  const giveBack = await parts.slots.take(stopped);
  const attempt = new AbortController();
  let heard = false;
  const abort = (): void => attempt.abort(stopped.reason);
  stopped.addEventListener('abort', abort, { once: true });
  // An attempt that brings nothing within the limit must not hold its slot for ever.
  const cancelLimit = parts.clock.after(parts.silentAfterSeconds, () => {
    if (!heard) attempt.abort(new Error('no answer'));
  });
  silence.onSilent = () => attempt.abort(new Error('silent'));
  try {
    await parts.connect().watch(
      parts.request,
      (update) => {
        if (attempt.signal.aborted) return;
        heard = true;
        giveBack();
        silence.heard();
        parts.onUpdate(update);
      },
      attempt.signal,
    );
  } catch {
    // How it ended does not matter: it is opened again.
  } finally {
    cancelLimit();
    giveBack();
    silence.onSilent = null;
    stopped.removeEventListener('abort', abort);
    attempt.abort(new Error('ended'));
  }
  return heard;
}

interface Silence {
  heard(): void;
  onSilent: (() => void) | null;
  stop(): void;
}

/** One timer for a node, moved on only when it fires: a sign of life costs one assignment. */
function watchForSilence({ clock, silentAfterSeconds, onSilent }: WatcherParts): Silence {
  let last = clock.now();
  let silent = true;
  let cancel: () => void = () => undefined;

  function check(): void {
    const left = last + silentAfterSeconds - clock.now();
    if (left > 0) {
      cancel = clock.after(left, check);
      return;
    }
    silent = true;
    onSilent();
    self.onSilent?.();
  }

  const self: Silence = {
    heard() {
      last = clock.now();
      if (!silent) return;
      silent = false;
      cancel = clock.after(silentAfterSeconds, check);
    },
    onSilent: null,
    stop: () => cancel(),
  };
  return self;
}
