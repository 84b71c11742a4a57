/** The two commands that change the cluster: `cluster modify`, and `os modify` for what concerns one OS. */
import { boolFromText, identFromText, intFromText, keyValuesFromText, numberFromText, splitEscaped, wrongInput } from '../cli-values';
import {
  diskParameters,
  diskStateOption,
  force,
  hypervisorState,
  ipolicyOptions,
  ipolicyStandardOption,
  namedParams,
  nodeParameters,
} from '../cli-options';
import type { CliOption } from '../define';

/** `1000-1999,3000` */
function uidRangesFromText(text: string): [number, number][] {
  return splitEscaped(text).map((part) => {
    const [low = '', high = low] = part.split('-');
    return [intFromText(low), intFromText(high)];
  });
}

function uidOption(flags: string, param: string): CliOption {
  return { flags, param, type: 'custom', parse: (text) => ({ [param]: uidRangesFromText(text) }) };
}

function textValues<T>(text: string, read: (text: string) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(keyValuesFromText(text)).map(([name, value]) => {
      if (value === null) throw wrongInput(`"${text}": ${name} needs a value`);
      return [name, read(value === true ? 'yes' : value === false ? 'no' : value)];
    }),
  );
}

export const clusterModifyOptions: readonly CliOption[] = [
  force,
  { flags: '-B, --backend-parameters <name=value,...>', param: 'beparams', type: 'keyvalue' },
  { flags: '-C, --candidate-pool-size <number>', param: 'candidate_pool_size', type: 'int' },
  { flags: '--enabled-hypervisors <hypervisor,...>', param: 'enabled_hypervisors', type: 'list' },
  namedParams('-H, --hypervisor-parameters <hypervisor:name=value,...>', 'hvparams'),
  { flags: '-m, --mac-prefix <octets>', param: 'mac_prefix', type: 'string' },
  { flags: '--master-netmask <bits>', param: 'master_netmask', type: 'int' },
  { flags: '-N, --nic-parameters <name=value,...>', param: 'nicparams', type: 'keyvalue' },
  { flags: '--vg-name <group>', param: 'vg_name', type: 'string' },
  uidOption('--uid-pool <first-last,...>', 'uid_pool'),
  uidOption('--add-uids <first-last,...>', 'add_uids'),
  uidOption('--remove-uids <first-last,...>', 'remove_uids'),
  { flags: '--drbd-usermode-helper <program>', param: 'drbd_helper', type: 'string' },
  { flags: '-I, --default-iallocator <name>', param: 'default_iallocator', type: 'string' },
  { flags: '--default-iallocator-params <name=value,...>', param: 'default_iallocator_params', type: 'keyvalue' },
  { flags: '--reserved-lvs <pattern,...>', param: 'reserved_lvs', type: 'list' },
  nodeParameters,
  diskParameters,
  hypervisorState,
  diskStateOption,
  { flags: '--enabled-disk-templates <template,...>', param: 'enabled_disk_templates', type: 'list' },
  { flags: '--user-shutdown <yes|no>', param: 'enabled_user_shutdown', type: 'bool' },
  ...ipolicyOptions,
  ipolicyStandardOption,
  {
    flags: '--enabled-data-collectors <name=yes|no,...>',
    param: 'enabled_data_collectors',
    type: 'custom',
    parse: (text) => ({ enabled_data_collectors: textValues(text, boolFromText) }),
  },
  {
    flags: '--data-collector-interval <name=seconds,...>',
    param: 'data_collector_interval',
    type: 'custom',
    parse: (text) => ({
      data_collector_interval: textValues(text, (seconds) => Math.round(numberFromText(seconds) * 1e6)),
    }),
    doc: 'How often collectors measure, in seconds.',
  },
];

/** Values as if they were the cluster's; osModifyParams puts them below the name of the OS. */
export const osModifyOptions: readonly CliOption[] = [
  {
    flags: '-H, --hypervisor-parameters <hypervisor:name=value,...>',
    param: 'os_hvp',
    type: 'custom',
    parse: (text) => {
      const [name, values] = identFromText(text);
      return { os_hvp: { [name]: values } };
    },
    doc: 'Hypervisor parameters of its instances.',
  },
  { flags: '-O, --os-parameters <name=value,...>', param: 'osparams', type: 'keyvalue', doc: 'OS parameters.' },
  {
    flags: '--os-parameters-private <name=value,...>',
    param: 'osparams_private_cluster',
    type: 'keyvalue',
    doc: 'OS parameters that are not shown to anybody.',
  },
  { flags: '--hidden <yes|no>', param: 'hidden_os', type: 'bool', doc: 'Whether lists leave it out.' },
  { flags: '--blacklisted <yes|no>', param: 'blacklisted_os', type: 'bool', doc: 'Whether new instances cannot have it.' },
];

export function osModifyParams({ os, hidden_os, blacklisted_os, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const name = String(os);
  const change = (value: unknown) => [[value === true ? 'add' : 'remove', name]];
  const changes = Object.fromEntries(
    Object.entries(rest).map(([param, value]) =>
      ['os_hvp', 'osparams', 'osparams_private_cluster'].includes(param) ? [param, { [name]: value }] : [param, value],
    ),
  );
  return {
    ...changes,
    ...(hidden_os === undefined ? {} : { hidden_os: change(hidden_os) }),
    ...(blacklisted_os === undefined ? {} : { blacklisted_os: change(blacklisted_os) }),
  };
}
