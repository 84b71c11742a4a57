/** Names and opcodes that scenarios share. */
import type { Opcode } from '../unit-master';

export const [n1, n2, n3, n4] = ['node1.example.com', 'node2.example.com', 'node3.example.com', 'node4.example.com'] as const;
export const nodeNames = [n1, n2, n3, n4] as const;
export const web = 'web1.example.com';

type Params = Readonly<Record<string, unknown>>;
export const op = (id: string, params: Params = {}): Opcode & { readonly OP_ID: string } => ({ OP_ID: `OP_${id}`, ...params });

/** Creates web1: diskless unless told otherwise, and not started. */
export const create = (more: Params = {}): Opcode & { readonly OP_ID: string } =>
  op('INSTANCE_CREATE', {
    instance_name: web, mode: 'create', disk_template: 'diskless', disks: [], nics: [], os_type: 'noop', name_check: false, ip_check: false, start: false, pnode: n1, ...more,
  });
export const createPlain = (more: Params = {}): Opcode & { readonly OP_ID: string } => create({ disk_template: 'plain', disks: [{ size: 16 }], ...more });
export const createMirrored = (more: Params = {}): Opcode & { readonly OP_ID: string } => create({ disk_template: 'drbd', disks: [{ size: 16 }], snode: n2, ...more });
