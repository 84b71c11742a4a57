/** Parts of rules over several parameters. Each answers what is wrong, or null. */
import ipaddr from 'ipaddr.js';

export type Rule = (params: Readonly<Record<string, unknown>>) => string | null;

/** The first complaint of several rules. */
export function rules(...parts: readonly Rule[]): Rule {
  return (params) => {
    for (const part of parts) {
      const problem = part(params);
      if (problem !== null) return problem;
    }
    return null;
  };
}

/** Given: true, or a value other than null, false and an empty list. */
export function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** Two parameters that exclude each other; `why` follows their names. */
export function notBoth(one: string, other: string, why = 'exclude each other; give one of them'): Rule {
  return (params) => (isGiven(params[one]) && isGiven(params[other]) ? `'${one}' and '${other}' ${why}` : null);
}

/** A parameter that makes sense only with another one. */
export function needs(one: string, other: string, why = 'give both'): Rule {
  return (params) => (isGiven(params[one]) && !isGiven(params[other]) ? `'${one}' needs '${other}': ${why}` : null);
}

/** A node that is named, by name or UUID, or chosen by an allocator. */
export function nodeOrAllocator(node: string): Rule {
  const why = 'are given, but only one of them can choose the node';
  return rules(notBoth('iallocator', node, why), notBoth('iallocator', `${node}_uuid`, why));
}

/** `live` is the older form of `mode`. */
export const modeOrLive: Rule = ({ mode, live }) =>
  mode !== null && live !== null ? "'mode' and 'live' mean the same; give only 'mode'" : null;

/** At least one of these has to be given (false counts): without any, nothing would be changed. */
export function changesSomething(...names: readonly string[]): Rule {
  return (params) =>
    names.some((name) => params[name] !== null && params[name] !== undefined)
      ? null
      : `nothing to change: give at least one of ${names.join(', ')}`;
}

/** Whether the address lies in the network (CIDR). False when one of them is no address, or of another family. */
export function inNetwork(address: string, network: string): boolean {
  if (!ipaddr.isValid(address) || !ipaddr.isValidCIDR(network)) return false;
  const [base, bits] = ipaddr.parseCIDR(network);
  const one = ipaddr.parse(address);
  return one.kind() === base.kind() && one.match(base, bits);
}

/** `mac_prefix` is the first three octets of MAC addresses. */
export const macPrefix: Rule = ({ mac_prefix: prefix }) => {
  if (typeof prefix !== 'string' || /^([0-9a-f]{2}:){2}[0-9a-f]{2}$/i.test(prefix)) return null;
  return `mac_prefix "${prefix}" is not three octets such as aa:00:01`;
};
