import { z } from 'zod';
import { dict, history, int, text, texts } from './common';

/** A node group as `/2/groups` answers it. */
export const groupRow = z.object({
  alloc_policy: text('Whether new instances may be placed here: preferred, last_resort or unallocable.'),
  name: text('Name.'),
  node_cnt: int('How many nodes it has.'),
  node_list: texts('Its nodes.'),
  ipolicy: dict('Instance policy in force: how large instances may be.'),
  custom_ipolicy: dict('Parts of the instance policy of its own.'),
  diskparams: dict('Disk parameters in force, by disk template.'),
  custom_diskparams: dict('Disk parameters of its own, by disk template.'),
  ndparams: dict('Node parameters in force.'),
  custom_ndparams: dict('Node parameters of its own.'),
  ...history,
});
