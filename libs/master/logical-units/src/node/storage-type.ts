/** Kinds of storage that nodes can tell about. */
import { OpPrereqError } from '@ganeti/errors';
import { STORAGE_TYPES, type Cluster } from '@ganeti/objects';

const reportable = ['file', 'gluster', 'lvm-pv', 'lvm-vg', 'sharedfile'];

/** null: that of the cluster's first disk template. Throws OpPrereqError when nodes cannot tell, or the cluster does not use it. */
export function storageTypeOf(cluster: Cluster, asked: string | null): string {
  const [template] = cluster.enabled_disk_templates;
  const type = asked ?? STORAGE_TYPES[template as keyof typeof STORAGE_TYPES] ?? 'none';
  if (!reportable.includes(type)) {
    const whose = asked === null ? `, which the default disk template (${template ?? 'none'}) uses` : '';
    throw new OpPrereqError(`Nodes cannot tell about storage of type ${type}${whose}; ask for one of ${reportable.join(', ')}`, 'wrong_input');
  }
  checkEnabled(cluster, type);
  return type;
}

/** Throws OpPrereqError when no disk template of the cluster uses this storage. */
export function checkEnabled(cluster: Cluster, type: string): void {
  const uses = type === 'lvm-pv' ? 'lvm-vg' : type;
  if (cluster.enabled_disk_templates.some((each) => STORAGE_TYPES[each as keyof typeof STORAGE_TYPES] === uses)) return;
  throw new OpPrereqError(`The cluster has no storage of type ${type}: none of its disk templates (${cluster.enabled_disk_templates.join(', ')}) uses it`, 'wrong_state');
}

/** What nodes have to be told to list: directories; volume groups are found by themselves. */
export function unitNames(cluster: Cluster, type: string, wanted: string | null): string[] {
  const directories: Readonly<Record<string, string>> = {
    file: cluster.file_storage_dir,
    sharedfile: cluster.shared_file_storage_dir,
    gluster: cluster.gluster_storage_dir,
  };
  const directory = directories[type];
  if (directory === undefined) return wanted === null ? [] : [wanted];
  return directory !== '' && (wanted === null || wanted === directory) ? [directory] : [];
}
