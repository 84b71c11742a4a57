/** Drivers of a guest node as they are on the host: each method is a call to the agent there. */
import type { Hypervisor } from '@ganeti/node-hypervisor';
import type { BlockDeviceDriver } from '@ganeti/node-storage';
import { driverParts, type DriverPart, type Order } from './protocol';

type Call = (order: Order) => Promise<unknown>;

/** `parts`: what the driver has beside its own methods. */
export function remoteDriver(type: string, parts: () => readonly DriverPart[], call: Call): BlockDeviceDriver {
  const part = (name?: DriverPart): object =>
    new Proxy({}, {
      get: (_, method: string) => {
        if (name === undefined && method === 'types') return [type];
        const named = driverParts.find((each) => name === undefined && each === method);
        if (named !== undefined) return parts().includes(named) ? part(named) : undefined;
        // Not a promise, whatever `await` thinks.
        if (method === 'then') return undefined;
        return (...args: unknown[]) => call({ op: 'driver', type, part: name, method, args });
      },
    });
  return part() as BlockDeviceDriver;
}

/** Without hotplug. Changes are told until told to stop, which has an effect on the spot. */
export function remoteHypervisor(kind: string, call: Call): Hypervisor {
  const ask = (method: string, ...args: unknown[]): Promise<unknown> => call({ op: 'hypervisor', kind, method, args });
  const onChange = (listener: (names: readonly string[]) => void): (() => void) => {
    let wanted = true;
    void ask('onChange', (names: readonly string[]) => wanted && listener(names)).catch(() => undefined);
    return () => void (wanted = false);
  };
  return new Proxy({}, {
    get: (_, method: string) => {
      if (method === 'hotplug' || method === 'then') return undefined;
      if (method === 'name') return kind;
      return method === 'onChange' ? onChange : (...args: unknown[]) => ask(method, ...args);
    },
  }) as Hypervisor;
}
