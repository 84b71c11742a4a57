import { defineLogicalUnit } from '@ganeti/master-jobs';
import { nodeQueryStorage } from '@ganeti/opcodes';
import { askNodes } from '../common/ask-nodes';
import { warn } from '../common/disk-steps';
import { knownNodes, nodesNamed } from '../common/nodes';
import { checkOutputFields } from '../common/output-fields';
import { storageTypeOf, unitNames } from './storage-type';

const fields = ['node', 'type', 'name', 'size', 'used', 'free', 'allocatable'] as const;
type Plan = { readonly type: string; readonly names: readonly string[] };

export const nodeQueryStorageUnit = defineLogicalUnit({
  definition: nodeQueryStorage,
  locks: (params, cx) => ({ node: { names: knownNodes(cx.config, params.nodes), mode: 'shared' } }),

  async check(params, cx): Promise<Plan> {
    checkOutputFields('Storage units', params.output_fields, fields);
    nodesNamed(cx.config, params.nodes);
    const cluster = cx.config.cluster();
    const type = storageTypeOf(cluster, params.storage_type);
    return { type, names: unitNames(cluster, type, params.name) };
  },

  async run(params, { type, names }, cx) {
    if (names.length === 0 && !type.startsWith('lvm-')) return [];
    const answers = await askNodes(cx, nodesNamed(cx.config, params.nodes), ({ uuid }) => cx.read(uuid, 'Storage.List', { type, names: [...names] }));
    for (const { node, answer } of answers) {
      for (const { name, problem } of answer.units) if (problem !== '') warn(cx, `${name} of node ${node.name}: ${problem}`);
    }
    return answers.flatMap(({ node, answer }) =>
      [...answer.units]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((unit) => {
          const row = { ...unit, node: node.name, size: Math.round(unit.size), used: Math.round(unit.used), free: Math.round(unit.free) };
          return params.output_fields.map((field) => row[field as (typeof fields)[number]]);
        }),
    );
  },
});
