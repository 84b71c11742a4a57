/** Hypervisor parameters as the driver reads them: typed, from the one table of libs/objects. */
import { hypervisorParams, type ParamTable } from '@ganeti/objects';
import { parameters } from '@ganeti/node-hypervisor';

type Table = (typeof hypervisorParams)['kvm'];
type ValueOf<T extends string> = T extends 'bool' ? boolean : T extends 'int' ? number : T extends 'maybe-string' ? string | null : string;
export type KvmParameters = { readonly [name in keyof Table]: ValueOf<Table[name]['type']> };

/** What is not given has its default. `hvparams`: decoded. */
export function kvmParameters(hvparams: Readonly<Record<string, unknown>>): KvmParameters {
  const table: ParamTable = hypervisorParams.kvm;
  return Object.fromEntries(Object.entries(table).map(([name, info]) => [name, hvparams[name] ?? (name in hvparams && info.type === 'maybe-string' ? null : info.default)])) as KvmParameters;
}

/** From the wire: each value a JSON text. */
export const receivedParameters = (hvparams: Readonly<Record<string, string>>): KvmParameters => kvmParameters(parameters(hvparams));

/** A list inside of a text parameter, separated by commas (colons for migration_caps). */
export const listOf = (text: string, separator = /[,\s]+/): string[] => text.split(separator).filter((part) => part !== '');
