/** Parameters on their way to a node: each value as JSON text. */
import type { ParamDict } from '@ganeti/objects';

export function encodeValues(params: ParamDict): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, JSON.stringify(value)]));
}
