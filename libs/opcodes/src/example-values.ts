/** Values that examples in the documents are made of. */

/** By the name of a parameter or argument. */
export const byName: Readonly<Record<string, unknown>> = {
  amount: 2048,
  interval: 600,
  command: 'health',
  disk: 0,
  duration: 10,
  fields: 'name,status,pnode',
  filter_uuid: '7f1c7e3c-5a0f-4f0c-9b43-0d3b8f6f3a11',
  group_name: 'rack1',
  instance_name: 'web1.example.com',
  snapshot_name: 'before-upgrade',
  instances: ['web1.example.com'],
  job_id: 1234,
  name: 'web1.example.com',
  names: ['shared'],
  network: '192.0.2.0/24',
  network_link: 'br0',
  network_mode: 'bridged',
  network_name: 'net1',
  node_name: 'node1.example.com',
  node_names: ['node1.example.com'],
  nodes: ['node2.example.com'],
  os: 'debian',
  output_fields: ['name', 'size', 'used', 'free'],
  pattern: '^service:',
  remote_node: 'node3.example.com',
  resource: 'instance',
  storage_type: 'lvm-vg',
  tag: 'service:web',
  tags: ['service:web'],
  target_node: 'node3.example.com',
};

/** New names, by area. */
export const names: Readonly<Record<string, string>> = {
  cluster: 'cluster2.example.com',
  group: 'rack2',
  instance: 'web2.example.com',
  network: 'net2',
};

const instance = {
  instance_name: 'web1.example.com',
  mode: 'create',
  disk_template: 'drbd',
  disks: [{ size: 10240 }],
  nics: [{}],
  os_type: 'debian+trixie',
};

/** Parameters that make an example of a body worth reading, by opcode. */
export const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  OP_BACKUP_EXPORT: { target_node: 'node2.example.com' },
  OP_CLUSTER_CONFIG_QUERY: { output_fields: ['cluster_name', 'master_node'] },
  OP_CLUSTER_RENAME: { name: 'cluster2.example.com' },
  OP_CLUSTER_SET_PARAMS: { candidate_pool_size: 10 },
  OP_EXT_STORAGE_DIAGNOSE: { output_fields: ['name', 'node_status'] },
  OP_GROUP_SET_PARAMS: { alloc_policy: 'last_resort' },
  OP_INSTANCE_CREATE: { __version__: 1, ...instance, beparams: { memory: 1024, vcpus: 2 } },
  OP_INSTANCE_MULTI_ALLOC: { instances: [instance] },
  OP_INSTANCE_RECREATE_DISKS: { disks: [0] },
  OP_INSTANCE_REINSTALL: { os: 'debian+trixie', start: true },
  OP_INSTANCE_REPLACE_DISKS: { mode: 'replace_on_secondary', disks: [0] },
  OP_INSTANCE_SET_PARAMS: { beparams: { memory: 2048 }, disks: [['add', -1, { size: 1024 }]] },
  OP_NETWORK_SET_PARAMS: { gateway: '192.0.2.1' },
  OP_NODE_EVACUATE: { mode: 'secondary-only', iallocator: '.' },
  OP_NODE_MODIFY_STORAGE: { storage_type: 'lvm-pv', name: '/dev/sdb1' },
  OP_NODE_QUERYVOLS: { output_fields: ['node', 'name', 'size', 'instance'] },
  OP_NODE_SET_PARAMS: { drained: true },
  OP_OS_DIAGNOSE: { output_fields: ['name', 'valid', 'variants'] },
  OP_QUERY: { what: 'instance', fields: ['name', 'status', 'pnode'] },
  OP_QUERY_FIELDS: { what: 'instance' },
  OP_REPAIR_NODE_STORAGE: { name: 'xenvg' },
  OP_TEST_ALLOCATOR: { direction: 'in', mode: 'relocate' },
  OP_TEST_DUMMY: { result: null, messages: ['hello'], fail: false, submit_jobs: null },
};

/** Bodies of resources that submit no opcode, by method and path. */
export const resourceBodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'GET /2/jobs/[job_id]/wait': { fields: ['status'], previous_job_info: ['queued'] },
  'POST /2/filters': { priority: 10, predicates: [['opcode', ['=', 'OP_ID', 'OP_TEST_DELAY']]], action: 'PAUSE' },
  'PUT /2/filters/[filter_uuid]': { predicates: [['jobid', ['>', 'id', 1234]]], action: 'REJECT' },
  'POST /2/submit': { jobs: [[{ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'web1.example.com' }]] },
  'PUT /2/query/[resource]': { fields: ['name', 'pnode'], qfilter: ['=', 'status', 'running'] },
};

/** What follows a command, where its required parameters alone do not tell. */
export const commands: Readonly<Record<string, string>> = {
  'backup import': '--src-node node2.example.com -n node1.example.com -t plain web1.example.com',
  'cluster modify': '--candidate-pool-size 10',
  'cluster rename': 'cluster2.example.com',
  'group modify': '--alloc-policy last_resort rack1',
  'instance add': '-t drbd --disk 0:size=10G -o debian+trixie -B memory=1G,vcpus=2 web1.example.com',
  'instance batch-create': 'instances.json',
  'instance change-group': '--to rack2 web1.example.com',
  'instance grow-disk': 'web1.example.com 0 2G',
  'instance modify': '-B memory=2G --disk add:size=1G web1.example.com',
  'instance replace-disks': '--on-secondary --disks 0 web1.example.com',
  'network modify': '--gateway 192.0.2.1 net1',
  'network connect': '--nic-parameters mode=bridged,link=br0 net1 rack1',
  'node evacuate': '--secondary-only node1.example.com',
  'node modify': '--drained yes node1.example.com',
  'node modify-storage': '--allocatable no node1.example.com lvm-pv /dev/sdb1',
  'node power': 'status node1.example.com',
  'node repair-storage': 'node1.example.com lvm-vg xenvg',
  'os modify': '-H kvm:acpi=no debian',
};
