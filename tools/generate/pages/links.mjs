// Names of generated files, and links to them.

/** `/2/instances/[instance_name]/migrate` is described in instances-name-migrate.md. */
export function restFile(path) {
  if (path === '/') return 'root.md';
  if (path === '/2') return 'root-2.md';
  const words = path
    .replace(/^\/(2\/)?/, '')
    .split('/')
    .map((segment) => segment.replace(/^\[(?:\w+_)?(\w+)\]$/, '$1'));
  return `${words.join('-').replaceAll('.', '-')}.md`;
}

/** A heading's anchor, as forges make it. */
export const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');

export const permissionLink = (permission, base = '') =>
  `[\`${permission}\`](${base}permissions.md#${anchor(permission)})`;

/** `instance migrate` is described below its name in gnt-instance.md. */
export function cliLink(command, base = '') {
  const [area, ...words] = command.split(' ');
  return `${base}gnt-${area}.md#${anchor(words.join(' '))}`;
}

export const areaTitles = {
  backup: 'Exports',
  cluster: 'Cluster',
  ext: 'External storage',
  'ext-storage': 'External storage',
  group: 'Node groups',
  instance: 'Instances',
  network: 'Networks',
  node: 'Nodes',
  oob: 'Power and other commands out of band',
  os: 'OS definitions',
  query: 'Queries',
  repair: 'Repair',
  restricted: 'Restricted commands',
  tags: 'Tags',
  test: 'Tests',
};
