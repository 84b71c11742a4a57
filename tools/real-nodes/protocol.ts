/** What host and agent say to each other: one JSON text a line. */
import type { EncodedError } from '@ganeti/errors';

export interface DriverSettings {
  readonly thinPools?: Readonly<Record<string, string>>;
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
  /** Bytes of a device: a method of DeviceBytes. */
  | { readonly op: 'bytes'; readonly method: 'read' | 'write'; readonly args: readonly unknown[] }
  | { readonly op: 'die' };
export type Call = Order & { readonly id: number };

export type Answer =
  | { readonly hello: number }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: EncodedError; readonly stack: string }
  | { readonly id: number; readonly callback: number; readonly value: unknown };
