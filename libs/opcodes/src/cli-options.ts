/** Command-line options that several commands share. */
import { identFromText, intFromText, numberFromText, sizeFromText, splitEscaped, wrongInput } from './cli-values';
import type { CliOption } from './define';

export const force: CliOption = { flags: '-f, --force', param: 'force', type: 'flag' };
export const iallocatorOption: CliOption = { flags: '-I, --iallocator <name>', param: 'iallocator', type: 'string' };
export const nodeParameters: CliOption = {
  flags: '--node-parameters <name=value,...>',
  param: 'ndparams',
  type: 'keyvalue',
};

/** Parameters under a name: `kvm:acpi=true` is {kvm: {acpi: "true"}}; of several options all names count. */
export function namedParams(flags: string, param: string, doc?: string): CliOption {
  return {
    flags,
    param,
    type: 'custom',
    parse: (text) => {
      const [name, values] = identFromText(text);
      if (name === '' || !text.includes(':')) throw wrongInput(`"${text}": write name:parameter=value,...`);
      return { [param]: { [name]: values } };
    },
    ...(doc === undefined ? {} : { doc }),
  };
}

export const diskParameters = namedParams('-D, --disk-parameters <template:name=value,...>', 'diskparams');
export const hypervisorState = namedParams('--hypervisor-state <hypervisor:name=value,...>', 'hv_state');

/** `plain/xenvg:disk_reserved=1024` is {plain: {xenvg: {disk_reserved: 1024}}}. */
export const diskStateOption: CliOption = {
  flags: '--disk-state <template/name:name=value,...>',
  param: 'disk_state',
  type: 'custom',
  parse: (text) => {
    const [place, values] = identFromText(text);
    const [template = '', name, ...more] = place.split('/');
    if (template === '' || name === undefined || name === '' || more.length > 0) {
      throw wrongInput(`"${text}": write template/name:parameter=value,... such as plain/xenvg:disk_reserved=1024`);
    }
    return { disk_state: { [template]: { [name]: values } } };
  },
};

const specKeys = ['cpu-count', 'disk-count', 'disk-size', 'memory-size', 'nic-count', 'spindle-use'];

/** `memory-size=1G,cpu-count=2`: sizes in MiB, counts. */
function specFromValues(values: Readonly<Record<string, unknown>>, text: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (!specKeys.includes(key)) throw wrongInput(`"${text}": there is no ${key}; known are ${specKeys.join(', ')}`);
      if (typeof value !== 'string') throw wrongInput(`"${text}": ${key} needs a value`);
      return [key, key.endsWith('-size') ? sizeFromText(value) : intFromText(value)];
    }),
  );
}

/** Ranges between `//`; each is `min:…/max:…` in any order. */
function boundsFromText(text: string): Record<string, Record<string, number>>[] {
  return text.split('//').map((range) => {
    const limits: Record<string, Record<string, number>> = Object.fromEntries(
      range.split('/').map((part) => {
        const [name, values] = identFromText(part);
        if (name !== 'min' && name !== 'max') throw wrongInput(`"${part}" has to begin with min: or max:`);
        return [name, specFromValues(values, part)];
      }),
    );
    if (limits.min === undefined || limits.max === undefined) throw wrongInput(`"${range}" needs both min: and max:`);
    return limits;
  });
}

/** A number, or `default`: follow the cluster again. */
function ratioFromText(text: string): number | 'default' {
  return text === 'default' ? text : numberFromText(text);
}

/** The instance policy. Each option sets one key of it. */
export const ipolicyOptions: readonly CliOption[] = [
  {
    flags: '--ipolicy-bounds-specs <ranges>',
    param: 'ipolicy',
    type: 'custom',
    parse: (text) => ({ ipolicy: { minmax: text === 'default' ? text : boundsFromText(text) } }),
    doc:
      'Smallest and largest instances allowed: min:memory-size=128M,cpu-count=1,disk-count=1,disk-size=1G,nic-count=1,spindle-use=1/max:…; ' +
      'several such ranges are separated by //.',
  },
  {
    flags: '--ipolicy-disk-templates <template,...>',
    param: 'ipolicy',
    type: 'custom',
    parse: (text) => ({ ipolicy: { 'disk-templates': text === 'default' ? text : splitEscaped(text) } }),
    doc: 'Disk templates that instances may have.',
  },
  {
    flags: '--ipolicy-vcpu-ratio <number>',
    param: 'ipolicy',
    type: 'custom',
    parse: (text) => ({ ipolicy: { 'vcpu-ratio': ratioFromText(text) } }),
    doc: 'How many virtual CPUs there may be for each CPU of a node.',
  },
  {
    flags: '--ipolicy-spindle-ratio <number>',
    param: 'ipolicy',
    type: 'custom',
    parse: (text) => ({ ipolicy: { 'spindle-ratio': ratioFromText(text) } }),
    doc: 'How many users of disks there may be for each disk spindle of a node.',
  },
];

export const ipolicyStandardOption: CliOption = {
  flags: '--ipolicy-std-specs <name=value,...>',
  param: 'ipolicy',
  type: 'custom',
  parse: (text) => ({ ipolicy: { std: specFromValues(identFromText(`:${text}`)[1], text) } }),
  doc: 'Sizes of a usual instance, which capacity is counted in: memory-size=1G,cpu-count=1,disk-size=10G,….',
};
