/** What host and agent say to each other: one JSON text a line. */
import type { EncodedError } from '@ganeti/errors';

export interface DriverSettings {
  readonly thinPools?: Readonly<Record<string, string>>;
  /** Files take their blocks at once. */
  readonly preallocate?: boolean;
}

/** What a driver may have beside its own methods. */
export const driverParts = ['mirror', 'snapshots', 'units'] as const;
export type DriverPart = (typeof driverParts)[number];
/** Answer to `open`: device type -> parts of its driver. */
export type DriverTable = Readonly<Record<string, readonly DriverPart[]>>;

export type Order =
  | { readonly op: 'open'; readonly settings: DriverSettings }
  | { readonly op: 'run'; readonly program: string; readonly args: readonly string[]; readonly timeout: number; readonly stdin?: string }
  | { readonly op: 'driver'; readonly type: string; readonly part?: DriverPart; readonly method: string; readonly args: readonly unknown[] }
  /** A method of a guest driver (`Hypervisor`), which is made at its first call. */
  | { readonly op: 'hypervisor'; readonly kind: string; readonly method: string; readonly args: readonly unknown[] }
  /** Bytes of a device: a method of DeviceBytes. */
  | { readonly op: 'bytes'; readonly method: 'read' | 'write'; readonly args: readonly unknown[] }
  | { readonly op: 'die' };
export type Call = Order & { readonly id: number };

export type Answer =
  | { readonly hello: number }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: EncodedError; readonly stack: string }
  | { readonly id: number; readonly callback: number; readonly value: unknown };

/** Functions are `{ "$call": n }`, which goes to `call`; buffers are what JSON makes of them. */
export function fromLine(line: string, call: (index: number) => (value: unknown) => void = () => () => undefined): unknown {
  return JSON.parse(line, (_, value: unknown) => {
    const special = value as { readonly $call?: number; readonly type?: string; readonly data?: number[] } | null;
    if (typeof special?.$call === 'number') return call(special.$call);
    return special?.type === 'Buffer' && Array.isArray(special.data) ? Buffer.from(special.data) : value;
  });
}

/** `callback`: answers the number a function goes by. */
export function toLine(message: Call | Answer, callback: (call: (value: unknown) => void) => number = () => -1): string {
  return `${JSON.stringify(message, (_, value: unknown) => (typeof value === 'function' ? { $call: callback(value as (value: unknown) => void) } : value))}\n`;
}
