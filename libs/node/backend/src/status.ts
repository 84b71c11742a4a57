/** What the master knows of this node without asking: a full report, then changes as they happen, then signs of life. */
import type { NodeResourcesMessage, StatusUpdateMessage, WatchHandler, WatchRequestReceived } from '@ganeti/node-api';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import type { Clock } from '@ganeti/runtime';
import type { Changes } from './changes';
import type { Drivers } from './drivers';
import { instanceStatus } from './instances';
import type { SpaceReports } from './space-reports';

/** Seconds between updates at the least: changes closer together become one. The first of them is told at once. */
const GATHER_SECONDS = 0.01;
const DEFAULT_HEARTBEAT = 5;

export interface StatusOptions {
  readonly drivers: Drivers;
  readonly spaces: SpaceReports;
  readonly clock: Clock;
  /** Changes with each boot of the machine. */
  readonly bootId: () => string;
  /** Of guests and space, by calls to this node. */
  readonly changes: Changes;
}

export function createWatch({ drivers, spaces, clock, bootId, changes }: StatusOptions): WatchHandler {
  return async (request, send, signal) => {
    const watched = drivers.hypervisors.filter(({ name }) => request.hypervisors.length === 0 || request.hypervisors.includes(name));
    const changed = new Map<Hypervisor, Set<string>>();
    let wake: () => void = () => undefined;
    let news = false;
    const tell = (): void => {
      news = true;
      wake();
    };
    const stops = watched.map((hypervisor) =>
      hypervisor.onChange((names) => {
        const known = changed.get(hypervisor) ?? new Set();
        for (const name of names) known.add(name);
        changed.set(hypervisor, known);
        tell();
      }),
    );
    stops.push(changes.onChange(tell));
    try {
      const heartbeat = request.heartbeat_seconds > 0 ? request.heartbeat_seconds : DEFAULT_HEARTBEAT;
      const first = changes.number;
      let resources = await resourcesOf(spaces, watched, request, bootId());
      const instances = await Promise.all(watched.map(async (hypervisor) => (await hypervisor.list()).map((guest) => instanceStatus(hypervisor.name, guest))));
      send({ full: true, resources, instances: instances.flat(), gone: [], heartbeat: false, disks: [], change: first });
      let sent = clock.now();

      while (!signal.aborted) {
        if (!news) await until(clock, heartbeat, signal, (set) => (wake = set));
        if (signal.aborted) return;
        const early = sent + GATHER_SECONDS - clock.now();
        if (news && early > 0) await until(clock, early, signal, () => undefined);
        if (signal.aborted) return;
        news = false;
        const change = changes.number;
        const update = await changesOf(changed);
        const now = await resourcesOf(spaces, watched, request, bootId());
        const moved = JSON.stringify(now) !== JSON.stringify(resources);
        resources = now;
        const quiet = !moved && update.instances.length === 0 && update.gone.length === 0;
        send({ full: false, resources: moved ? now : null, ...update, heartbeat: quiet, disks: [], change });
        sent = clock.now();
      }
    } finally {
      for (const stop of stops) stop();
    }
  };
}

/** Resolves after the time, when woken, or when aborted. */
function until(clock: Clock, seconds: number, signal: AbortSignal, wakeable: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(seconds, done);
    signal.addEventListener('abort', done, { once: true });
    wakeable(done);
  });
}

async function changesOf(changed: Map<Hypervisor, Set<string>>): Promise<Required<Pick<StatusUpdateMessage, 'instances' | 'gone'>>> {
  const batch = [...changed];
  changed.clear();
  const instances = [];
  const gone = [];
  for (const [hypervisor, names] of batch) {
    for (const name of names) {
      const guest = await hypervisor.status(name);
      if (guest === null) gone.push(name);
      else instances.push(instanceStatus(hypervisor.name, guest));
    }
  }
  return { instances, gone };
}

async function resourcesOf(spaces: SpaceReports, hypervisors: readonly Hypervisor[], request: WatchRequestReceived, bootId: string): Promise<NodeResourcesMessage> {
  const names = [...request.volume_groups, ...request.directories];
  const options = { everyGroup: request.every_volume_group, exclusive: request.exclusive_storage };
  const storage = (await spaces.of(names, options)).map((space) => ({ ...space }));
  // All hypervisors share one host: the first tells about it.
  const host = await hypervisors[0]?.resources();
  return {
    memory_total: host?.memoryTotal ?? 0,
    memory_free: host?.memoryFree ?? 0,
    memory_dom0: host?.memoryDom0 ?? 0,
    cpu_total: host?.cpuTotal ?? 0,
    cpu_nodes: host?.cpuNodes ?? 0,
    cpu_sockets: host?.cpuSockets ?? 0,
    cpu_dom0: host?.cpuDom0 ?? 0,
    boot_id: bootId,
    storage,
    load: 0,
  };
}
