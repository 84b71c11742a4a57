import type { InstanceReceived } from '@ganeti/node-api';

/** A parameter of an instance; on the wire each value is a JSON text. Undefined: not given. */
export function parameter(params: Readonly<Record<string, string>>, name: string): unknown {
  const text = params[name];
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as unknown);
}

/** All of them, decoded. */
export function parameters(params: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(params).map((name) => [name, parameter(params, name)]));
}

/** Memory (MiB) and processors an instance is started with. */
export function sizeOf({ beparams }: InstanceReceived): { readonly memory: number; readonly vcpus: number } {
  return {
    memory: Number(parameter(beparams, 'maxmem') ?? parameter(beparams, 'memory') ?? 128),
    vcpus: Number(parameter(beparams, 'vcpus') ?? 1),
  };
}
