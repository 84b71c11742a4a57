import { defineLogicalUnit } from '@ganeti/master-jobs';
import { nodeQueryvols } from '@ganeti/opcodes';
import { askNodes } from '../common/ask-nodes';
import { knownNodes, nodesNamed } from '../common/nodes';
import { checkOutputFields } from '../common/output-fields';
import { volumeOwners } from '../common/volumes';

interface Row {
  readonly node: string;
  readonly phys: string;
  readonly vg: string;
  readonly name: string;
  readonly size: number;
  readonly instance: string;
}
const fields = ['node', 'phys', 'vg', 'name', 'size', 'instance'] as const;

export const nodeQueryvolsUnit = defineLogicalUnit({
  definition: nodeQueryvols,
  locks: (params, cx) => ({ node: { names: knownNodes(cx.config, params.nodes), mode: 'shared' } }),

  async check(params, cx): Promise<null> {
    checkOutputFields('Logical volumes', params.output_fields, fields);
    nodesNamed(cx.config, params.nodes);
    return null;
  },

  /** All values are text, as they have always been. */
  async run(params, _plan, cx) {
    const answers = await askNodes(cx, nodesNamed(cx.config, params.nodes), async ({ uuid }) => {
      const { units } = await cx.read(uuid, 'Storage.List', { type: 'lvm-vg' });
      const { volumes } = await cx.read(uuid, 'Blocks.ListVolumes', { volume_groups: units.map(({ name }) => name) });
      return volumes;
    });
    return answers.flatMap(({ node, answer }) => {
      const owners = volumeOwners(cx.config, node.uuid);
      const rows = answer.map(({ vg, lv, size, device }): Row => ({ node: node.name, phys: device, vg, name: lv, size: Math.trunc(size), instance: owners.get(`${vg}/${lv}`) ?? '-' }));
      rows.sort((a, b) => compare(a.phys, b.phys) || compare(a.vg, b.vg) || compare(a.name, b.name));
      return rows.map((row) => params.output_fields.map((field) => String(row[field as keyof Row])));
    });
  },
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
