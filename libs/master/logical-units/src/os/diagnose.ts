import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import type { OsInfoReceived } from '@ganeti/node-api';
import type { Cluster, Json } from '@ganeti/objects';
import { osDiagnose } from '@ganeti/opcodes';
import { warn } from '../common/disk-steps';
import { together } from '../common/together';

/** A definition as each node has it; null: the node does not have it. */
interface Definition {
  readonly name: string;
  readonly nodes: ReadonlyMap<string, OsInfoReceived | null>;
}

/** What all nodes agree on: an instance may be on any of them. */
function common<T>(os: Definition, values: (info: OsInfoReceived) => readonly T[], key: (value: T) => string): T[] {
  const lists = [...os.nodes.values()].map((info) => (info === null ? [] : values(info)));
  return (lists[0] ?? []).filter((value) => lists.every((list) => list.some((other) => key(other) === key(value))));
}
const valid = (os: Definition): boolean => [...os.nodes.values()].every((info) => info?.valid === true);

const fields: Readonly<Record<string, (os: Definition, cluster: Cluster) => Json>> = {
  name: (os) => os.name,
  valid,
  variants: (os) => (valid(os) ? common(os, (info) => info.variants, String).sort() : []),
  parameters: (os) => (valid(os) ? common(os, (info) => info.parameters, (each) => each.name).map(({ name, help }) => [name, help]) : []),
  api_versions: (os) => (valid(os) ? common(os, (info) => info.api_versions, String).sort((a, b) => a - b) : []),
  hidden: (os, cluster) => cluster.hidden_os.includes(os.name),
  blacklisted: (os, cluster) => cluster.blacklisted_os.includes(os.name),
  trusted: (os) => [...os.nodes.values()].every((info) => info?.trusted === true),
  os_hvp: (os, cluster) => cluster.os_hvp[os.name] ?? {},
  osparams: (os, cluster) => cluster.osparams[os.name] ?? {},
  node_status: (os) =>
    Object.fromEntries(
      [...os.nodes].map(([node, info]): [string, Json] => [
        node,
        info === null
          ? []
          : [
              [
                info.path,
                info.valid,
                info.message,
                [...info.variants],
                info.parameters.map(({ name, help }) => [name, help]),
                [...info.api_versions],
                info.trusted,
              ],
            ],
      ]),
    ),
};

export const osDiagnoseUnit = defineLogicalUnit({
  definition: osDiagnose,
  locks: () => ({}),

  async check(params) {
    const unknown = params.output_fields.filter((field) => !Object.hasOwn(fields, field));
    if (unknown.length > 0) {
      throw new OpPrereqError(`OS definitions have no field ${unknown.join(', ')}; they have ${Object.keys(fields).join(', ')}`, 'wrong_input');
    }
    return null;
  },

  async run(params, _plan, cx) {
    const nodes = [...cx.config.all('node')].filter((node) => node.vm_capable && !node.offline);
    const found = new Map<string, readonly OsInfoReceived[]>();
    await together(
      nodes.map(async ({ uuid, name }) => {
        try {
          found.set(name, (await cx.read(uuid, 'OperatingSystems.List', {})).os);
        } catch (error) {
          if (cx.signal.aborted) throw error;
          warn(cx, `Node ${name} did not answer: ${(error as Error).message}`);
        }
      }),
    );
    const names = [...new Set([...found.values()].flat().map((os) => os.name))].sort();
    const wanted = names.filter((name) => params.names.length === 0 || params.names.includes(name));
    return wanted.map((name) => {
      const nodesWith = new Map([...found].map(([node, list]) => [node, list.find((os) => os.name === name) ?? null] as const));
      return params.output_fields.map((field) => fields[field]?.({ name, nodes: nodesWith }, cx.config.cluster()) ?? null);
    });
  },
});
