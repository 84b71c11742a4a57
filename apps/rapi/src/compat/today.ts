/** As the newest Ganeti servers answer. */
import { allRows, madeFrom, onlyRow, uriList } from '../shapes';
import { groupFields, instanceFields, nodeFields } from '../resources/fields';
import type { Dialect } from './dialect';

/** One node also has its secondary address under its long name. */
const withSecondaryIp = madeFrom<Record<string, unknown>>('node', ([node]) => ({
  ...node,
  secondary_ip: node?.['sip'] ?? null,
}));

/** Two values also have the names that cluster modify gives them. */
const withOtherNames = madeFrom<Record<string, unknown>>('info', ([cluster]) => ({
  ...cluster,
  vg_name: cluster?.['volume_group_name'] ?? null,
  drbd_helper: cluster?.['drbd_usermode_helper'] ?? null,
}));

export const today: Dialect = {
  anonymousRead: false,
  features: ['instance-create-reqv1', 'instance-reinstall-reqv1', 'node-migrate-reqv1', 'node-evac-res1'],
  instances: { fields: instanceFields, all: allRows, one: onlyRow, uris: uriList('/2/instances') },
  nodes: { fields: nodeFields, all: allRows, one: withSecondaryIp, uris: uriList('/2/nodes') },
  groups: { fields: groupFields, all: allRows, one: onlyRow, uris: uriList('/2/groups', 'name', 'name') },
  jobUris: uriList('/2/jobs', 'id'),
  info: withOtherNames,
  jobId: (id) => id,
  index: () => null,
  binding: (binding) => binding,
  access: (access) => access,
  evacuatesAtOnce: false,
};
