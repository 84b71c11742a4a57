/** Values that a type of the reference takes, and values it does not. The language of types is described in the reference itself. */
export interface Samples {
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

/** `dict<string,list<int>>` is ["dict", ["string", "list<int>"]]. */
function parseType(text: string): [string, string[]] {
  const open = text.indexOf('<');
  if (open < 0) return [text, []];
  const inner = text.slice(open + 1, -1);
  const separator = text.startsWith('enum<') ? '|' : ',';
  const args = [''];
  let depth = 0;
  for (const char of inner) {
    if (char === '<') depth += 1;
    if (char === '>') depth -= 1;
    if (char === separator && depth === 0) args.push('');
    else args[args.length - 1] += char;
  }
  return [text.slice(0, open), args];
}

const scalars: Readonly<Record<string, Samples>> = {
  any: { good: [null, 1, 'x', [1], { a: 1 }], bad: [] },
  bool: { good: [true, false], bad: [0, 1, 'true', null, []] },
  int: { good: [0, -5, 7], bad: [1.5, '1', null, true] },
  negint: { good: [-1, -7], bad: [0.5, null] },
  nonnegint: { good: [0, 7], bad: [-1, 1.5, '1', null] },
  posint: { good: [1, 7], bad: [0, -1, '1', null] },
  jobid: { good: [1, '12'], bad: [1.5, '', 'x', null, true] },
  float: { good: [0, 1, 1.5, -2], bad: ['1', null, true] },
  string: { good: ['', 'x'], bad: [1, null, true, ['x']] },
  nonemptystring: { good: ['x'], bad: ['', 1, null] },
  ipv4address: { good: ['192.0.2.1'], bad: ['192.0.2', '192.0.2.256', '::1', 'none', '', 1, null] },
  ipv4network: { good: ['192.0.2.0/24'], bad: ['192.0.2.0', '192.0.2.0/33', '2001:db8::/64', '', 1, null] },
  ipv6address: { good: ['2001:db8::1', '::'], bad: ['192.0.2.1', '2001:db8', 'none', '', 1, null] },
  ipv6network: { good: ['2001:db8::/64'], bad: ['2001:db8::', '2001:db8::/129', '192.0.2.0/24', 'none', '', null] },
  diskindex: { good: [0, 15], bad: [-1, 16, '0', 0.5, null] },
  nicparams: { good: [{}, { mac: 'auto', ip: null }], bad: [{ zzz: 'x' }, { mac: 1 }, [], null] },
  diskparams: {
    good: [{}, { size: 10, vg: 'x', custom: 'y' }],
    bad: [{ vg: '' }, { size: null }, { size: 1.5 }, [], 'x'],
  },
};

/** Throws when the reference uses a type that is not known here. */
export function samples(type: string): Samples {
  const [name, args] = parseType(type);
  const [first = 'any', second = 'any'] = args;
  switch (name) {
    case 'maybe': {
      const inner = samples(first);
      return { good: [null, ...inner.good], bad: inner.bad.filter((value) => value !== null) };
    }
    case 'list':
    case 'set': {
      const inner = samples(first);
      const twice = inner.good.slice(0, 1).flatMap((value) => [value, value]);
      return {
        good: [[], ...inner.good.map((value) => [value])],
        bad: [...inner.bad.map((value) => [value]), 'x', 1, null, ...(name === 'set' ? [twice] : [])],
      };
    }
    case 'dict': {
      const keys = samples(first);
      const values = samples(second);
      const key = String(keys.good.at(-1));
      const wrongKeys = first.startsWith('enum<') ? [{ zzz: values.good[0] }] : [];
      return {
        good: [{}, ...values.good.map((value) => ({ [key]: value }))],
        bad: [...values.bad.map((value) => ({ [key]: value })), ...wrongKeys, [], 'x', 1, null],
      };
    }
    case 'private':
    case 'secret':
      return samples(first);
    case 'enum': {
      const good = args.map((word) => (/^-?\d+$/.test(word) ? Number(word) : word));
      return { good, bad: ['zzz', 17, null] };
    }
    case 'tuple': {
      const good = args.map((part) => samples(part).good[0]);
      return { good: [good], bad: [[...good, 1], good.slice(1), [], 'x'] };
    }
    case 'union':
      // What one variant refuses, another may take.
      return { good: args.flatMap((part) => samples(part).good), bad: [true] };
    default: {
      const scalar = scalars[name];
      if (scalar === undefined) throw new Error(`Type ${name} of the reference is not known here`);
      return scalar;
    }
  }
}
