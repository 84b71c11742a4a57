import { create, createPlain, n1, n2, n3, op, web } from '../names';
import type { Scenario } from '../scenario';

const exported = op('BACKUP_EXPORT', { instance_name: web, mode: 'local', target_node: n3, shutdown: true });
const again = create({ mode: 'import', src_node: n3, src_path: web, disk_template: 'plain', disks: [{ size: 16 }], pnode: n2 });
export const backupScenarios: readonly Scenario[] = [
  { opcode: op('BACKUP_PREPARE', { instance_name: web, mode: 'local' }), prepare: [createPlain()] },
  { opcode: exported, prepare: [createPlain({ start: true, pnode: n1 })] },
  { opcode: op('BACKUP_REMOVE', { instance_name: web }), prepare: [createPlain(), exported] },
  { opcode: again, what: 'from an export', prepare: [createPlain(), exported, op('INSTANCE_REMOVE', { instance_name: web })] },
];
