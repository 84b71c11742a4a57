/** What is done to each instance, in this order; the same things Ganeti's burnin does. Each leaves it running, under its name, with one disk and one card. */
import type { Burned } from './cluster';

export interface Subject {
  readonly name: string;
  readonly template: string;
  readonly nodes: readonly string[];
}
export interface Step {
  readonly name: string;
  /** Templates it makes sense for; missing: all. */
  readonly templates?: readonly string[];
  readonly run: (cluster: Burned, subject: Subject) => Promise<void>;
}

const mirrored = ['drbd'];
const shared = ['sharedfile', 'rbd', 'ext', 'gluster'];
const movable = ['plain', 'file'];
const withDisks = [...mirrored, ...shared, ...movable];
/** DRBD makes its own. */
const copied = ['drbd', ...movable, 'sharedfile'];
/** Without snapshots: they are down while they are exported. */
const filed = ['file', 'sharedfile'];
const disk = { size: 64 };

const other = ({ nodes }: Subject, ...used: readonly string[]): string => {
  const node = nodes.find((name) => !used.includes(name));
  if (node === undefined) throw new Error(`No node is left beside ${used.join(', ')}`);
  return node;
};
const expectTrue = (what: string, holds: boolean): void => {
  if (!holds) throw new Error(what);
};

async function create(cluster: Burned, { name, template, nodes }: Subject): Promise<void> {
  const [pnode = '', snode = ''] = nodes;
  await cluster.op('INSTANCE_CREATE', {
    instance_name: name, mode: 'create', disk_template: template, disks: template === 'diskless' ? [] : [disk], nics: [{}], os_type: 'noop', pnode,
    ...(template === 'drbd' ? { snode } : {}), beparams: { maxmem: 128, minmem: 128 }, name_check: false, ip_check: false, start: true, wait_for_sync: true,
  });
}
const restarted = async (cluster: Burned, { name }: Subject, work: () => Promise<void>): Promise<void> => {
  await cluster.op('INSTANCE_SHUTDOWN', { instance_name: name });
  await work();
  await cluster.op('INSTANCE_STARTUP', { instance_name: name });
};

export const steps: readonly Step[] = [
  { name: 'create', run: create },
  {
    name: 'query',
    run: async (cluster, { name }) => {
      await cluster.op('INSTANCE_QUERY_DATA', { instances: [name], static: false, use_locking: true });
      expectTrue(`${name} should run`, (await cluster.instance(name)).status === 'running');
    },
  },
  {
    name: 'tags',
    run: async (cluster, { name }) => {
      await cluster.op('TAGS_SET', { kind: 'instance', name, tags: ['burnin', 'burnin:too'] });
      expectTrue(`${name} should have its tags`, (await cluster.instance(name)).tags.length === 2);
      await cluster.op('TAGS_DEL', { kind: 'instance', name, tags: ['burnin', 'burnin:too'] });
    },
  },
  {
    name: 'reboot',
    run: async (cluster, { name }) => {
      for (const reboot_type of ['soft', 'hard', 'full']) await cluster.op('INSTANCE_REBOOT', { instance_name: name, reboot_type });
    },
  },
  {
    name: 'replace disks, same nodes',
    templates: mirrored,
    run: async (cluster, { name }) => {
      for (const mode of ['replace_on_secondary', 'replace_on_primary']) await cluster.op('INSTANCE_REPLACE_DISKS', { instance_name: name, mode, disks: [0] });
    },
  },
  {
    name: 'replace disks, new secondary',
    templates: mirrored,
    run: async (cluster, subject) => {
      const { pnode, snodes } = await cluster.instance(subject.name);
      await cluster.op('INSTANCE_REPLACE_DISKS', { instance_name: subject.name, mode: 'replace_new_secondary', disks: [], remote_node: other(subject, pnode, ...snodes) });
      await cluster.op('INSTANCE_REPLACE_DISKS', { instance_name: subject.name, mode: 'replace_new_secondary', disks: [], iallocator: 'hail' });
    },
  },
  {
    name: 'failover',
    templates: [...mirrored, ...shared],
    run: async (cluster, subject) => {
      const { pnode } = await cluster.instance(subject.name);
      await cluster.op('INSTANCE_FAILOVER', { instance_name: subject.name, ...(subject.template === 'drbd' ? {} : { target_node: other(subject, pnode) }) });
      expectTrue(`${subject.name} should have moved`, (await cluster.instance(subject.name)).pnode !== pnode);
    },
  },
  {
    name: 'migrate',
    templates: [...mirrored, ...shared],
    run: async (cluster, subject) => {
      const { pnode } = await cluster.instance(subject.name);
      await cluster.op('INSTANCE_MIGRATE', { instance_name: subject.name, ...(subject.template === 'drbd' ? {} : { target_node: other(subject, pnode) }) });
      expectTrue(`${subject.name} should have moved`, (await cluster.instance(subject.name)).pnode !== pnode);
      await cluster.op('INSTANCE_MIGRATE', { instance_name: subject.name, cleanup: true });
    },
  },
  {
    name: 'move',
    templates: movable,
    run: async (cluster, subject) => {
      const { pnode } = await cluster.instance(subject.name);
      const target_node = other(subject, pnode);
      await cluster.op('INSTANCE_MOVE', { instance_name: subject.name, target_node });
      expectTrue(`${subject.name} should be on ${target_node}`, (await cluster.instance(subject.name)).pnode === target_node);
    },
  },
  {
    name: 'convert',
    templates: ['plain', 'drbd'],
    run: async (cluster, subject) => {
      const { pnode } = await cluster.instance(subject.name);
      const to = { plain: { disk_template: 'plain' }, drbd: { disk_template: 'drbd', remote_node: other(subject, pnode) } };
      await restarted(cluster, subject, async () => {
        for (const change of subject.template === 'plain' ? [to.drbd, to.plain] : [to.plain, to.drbd]) await cluster.op('INSTANCE_SET_PARAMS', { instance_name: subject.name, ...change });
      });
    },
  },
  {
    name: 'grow disks',
    templates: withDisks,
    run: async (cluster, { name }) => {
      await cluster.op('INSTANCE_GROW_DISK', { instance_name: name, disk: 0, amount: 32 });
      expectTrue(`The disk of ${name} should have grown`, (await cluster.instance(name))['disk.sizes'][0] === disk.size + 32);
    },
  },
  {
    name: 'add and remove disks',
    templates: withDisks,
    run: async (cluster, { name }) => {
      await cluster.op('INSTANCE_SET_PARAMS', { instance_name: name, disks: [['add', { size: 32 }]] });
      await cluster.op('INSTANCE_SET_PARAMS', { instance_name: name, disks: [['remove', {}]] });
    },
  },
  {
    name: 'add and remove network cards',
    run: async (cluster, { name }) => {
      await cluster.op('INSTANCE_SET_PARAMS', { instance_name: name, nics: [['add', {}]] });
      await cluster.op('INSTANCE_SET_PARAMS', { instance_name: name, nics: [['remove', {}]] });
    },
  },
  {
    name: 'deactivate and activate disks',
    templates: withDisks,
    run: (cluster, subject) =>
      restarted(cluster, subject, async () => {
        await cluster.op('INSTANCE_ACTIVATE_DISKS', { instance_name: subject.name });
        await cluster.op('INSTANCE_DEACTIVATE_DISKS', { instance_name: subject.name });
      }),
  },
  {
    name: 'reinstall',
    templates: withDisks,
    run: (cluster, subject) => restarted(cluster, subject, async () => void (await cluster.op('INSTANCE_REINSTALL', { instance_name: subject.name }))),
  },
  {
    name: 'export and import',
    templates: copied,
    run: async (cluster, subject) => {
      const { name, template } = subject;
      const { pnode, snodes } = await cluster.instance(name);
      const target_node = other(subject, pnode, ...snodes);
      await cluster.op('BACKUP_EXPORT', { instance_name: name, mode: 'local', target_node, shutdown: true, long_sleep: filed.includes(template) });
      await cluster.op('INSTANCE_REMOVE', { instance_name: name });
      await cluster.op('INSTANCE_CREATE', {
        instance_name: name, mode: 'import', src_node: target_node, src_path: name, disk_template: template, disks: [{ size: disk.size + 32 }], nics: [{}], pnode,
        ...(template === 'drbd' ? { snode: other(subject, pnode) } : {}), beparams: { maxmem: 128, minmem: 128 }, name_check: false, ip_check: false, start: true,
      });
      await cluster.op('BACKUP_REMOVE', { instance_name: name });
    },
  },
  {
    name: 'rename',
    run: (cluster, subject) =>
      restarted(cluster, subject, async () => {
        const new_name = `renamed-${subject.name}`;
        await cluster.op('INSTANCE_RENAME', { instance_name: subject.name, new_name, name_check: false, ip_check: false });
        await cluster.op('INSTANCE_RENAME', { instance_name: new_name, new_name: subject.name, name_check: false, ip_check: false });
      }),
  },
  {
    name: 'stop and start',
    run: (cluster, subject) =>
      restarted(cluster, subject, async () => expectTrue(`${subject.name} should be down`, (await cluster.instance(subject.name)).status === 'ADMIN_down')),
  },
  { name: 'remove', run: async (cluster, { name }) => void (await cluster.op('INSTANCE_REMOVE', { instance_name: name })) },
];
