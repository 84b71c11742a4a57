/** Hypervisor parameters as the driver reads them: typed, from the one table of libs/objects. */
import { parameters } from '@ganeti/node-hypervisor';
import { hypervisorParams, type ParamTable } from '@ganeti/objects';

type Tables = typeof hypervisorParams;
type ValueOf<T extends string> = T extends 'bool' ? boolean : T extends 'int' ? number : T extends 'maybe-string' ? string | null : string;
type Values<T extends ParamTable> = { readonly [name in keyof T]: ValueOf<T[name]['type']> };
export type PvParameters = Values<Tables['xen-pvm']>;
export type HvmParameters = Values<Tables['xen-hvm']>;
export type XenKind = 'xen-pvm' | 'xen-hvm';
/** What both kinds have. */
export type CommonParameters = Pick<PvParameters & HvmParameters, keyof PvParameters & keyof HvmParameters>;

/** What is not given has its default. `hvparams`: decoded. */
export function xenParameters<K extends XenKind>(kind: K, hvparams: Readonly<Record<string, unknown>>): Values<Tables[K]> {
  const table: ParamTable = hypervisorParams[kind];
  return Object.fromEntries(Object.entries(table).map(([name, info]) => [name, hvparams[name] ?? (name in hvparams && info.type === 'maybe-string' ? null : info.default)])) as Values<Tables[K]>;
}

/** From the wire: each value a JSON text. */
export const receivedParameters = <K extends XenKind>(kind: K, hvparams: Readonly<Record<string, string>>): Values<Tables[K]> => xenParameters(kind, parameters(hvparams));
