/** The cluster that requests are sent to: who may log in, and what there is. Made the same way each time, so that requests can be repeated. */
import type { As } from './request';

export type User = Exclude<As, 'nobody' | 'stranger'>;

/** Name and password; the roles are given in cluster.ts. */
export const users: Readonly<Record<User, readonly [name: string, password: string]>> = {
  admin: ['fuzz-admin', 'fuzz-admin-pw'],
  reader: ['fuzz-reader', 'fuzz-reader-pw'],
  limited: ['fuzz-limited', 'fuzz-limited-pw'],
};

export function authorization(user: User): string {
  return `Basic ${Buffer.from(users[user].join(':')).toString('base64')}`;
}

/** The header of whoever it is; a stranger brings a header of its own. */
export function authorizationOf(as: As): string | undefined {
  return as === 'nobody' || as === 'stranger' ? undefined : authorization(as);
}

/** Names by the path parameter that takes them. */
export const existing: Readonly<Record<string, readonly string[]>> = {
  instance_name: ['plain1.example.com', 'plain2.example.com', 'drbd1.example.com', 'diskless1.example.com', 'mine1.example.com', 'stopped1.example.com'],
  node_name: ['node1.example.com', 'node2.example.com', 'node3.example.com'],
  group_name: ['default', 'second'],
  network_name: ['net1', 'net2'],
};

export const missing = ['none-1.example.com', 'none', '0', 'x'.repeat(200), 'INST', 'a.b.c', '_', '%41', 'a%20b', '..', 'instance', '__proto__', 'constructor'];

/** Job ids: of the first jobs, which have ended, and of none. */
export const jobIds = ['1', '2', '5', '99999999', '007', '9007199254740993', '18446744073709551616'];

export const queryKinds = ['instance', 'node', 'group', 'network', 'job', 'lock', 'filter', 'export', 'os', 'cluster', 'extstorage'];
