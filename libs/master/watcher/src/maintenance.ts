/**
 * Guests that still run on nodes which are marked offline: their instances may have been started elsewhere. With `maintain_node_health`
 * they are stopped hard. What Ganeti's watcher does on such a node itself, the master does from afar: it is the one that knows.
 */
import type { Act, WatcherParts } from './types';

/** Seconds for a node that may well be dead. */
const answerSeconds = 20;

export class MaintenanceDuty {
  private last = -Infinity;

  constructor(
    private readonly parts: Pick<WatcherParts, 'config' | 'clock' | 'callOffline'>,
    private readonly tell: (act: Act) => void,
    /** Between two looks. */
    private readonly seconds: number,
  ) {}

  async round(): Promise<void> {
    const { config, clock } = this.parts;
    if (!config.view.cluster().maintain_node_health || clock.now() - this.last < this.seconds) return;
    this.last = clock.now();
    await Promise.all([...config.view.all('node')].filter(({ offline, vm_capable }) => offline && vm_capable).map(({ uuid }) => this.clear(uuid)));
  }

  private async clear(node: string): Promise<void> {
    const { config, clock, callOffline } = this.parts;
    const request = { hypervisors: [...config.view.cluster().enabled_hypervisors] };
    const guests = await callOffline(node, 'Node.Verify', request, { timeoutSeconds: answerSeconds }).then(({ instances }) => instances, () => []);
    for (const { name, hypervisor } of guests) {
      const now = config.view.get('node', node);
      // It has come back meanwhile, and what runs there may be meant to.
      if (now?.offline !== true) return;
      const told = { time: clock.now(), what: 'maintenance' as const, object: now.name, job: null };
      try {
        await callOffline(node, 'Instances.Shutdown', { instance: { name, hypervisor }, timeout: 0 });
        this.tell({ ...told, text: `Instance ${name} was stopped on node ${now.name}, which is marked offline` });
      } catch (error) {
        this.tell({ ...told, text: `Instance ${name} could not be stopped on node ${now.name}, which is marked offline: ${(error as Error).message}` });
      }
    }
  }
}
