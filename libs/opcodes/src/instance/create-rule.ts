/** What has to go together in the creation of an instance, whatever the cluster is like. */
import { MAX_DISKS, MAX_NICS } from '@ganeti/objects';
import { isGiven, needs, nodeOrAllocator, notBoth, rules, type Rule } from '../rules';

type Disk = Readonly<Record<string, unknown>>;

export const createRule = rules(
  needs('ip_check', 'name_check', 'without a look-up there is no address to check'),
  nodeOrAllocator('pnode'),
  ({ pnode, pnode_uuid, snode, snode_uuid }) =>
    isGiven(snode ?? snode_uuid) && !isGiven(pnode ?? pnode_uuid) ? "'snode' needs 'pnode': give both, or none" : null,
  notBoth('forthcoming', 'commit', 'are two steps: reserve the place first, and build the instance later'),
  installation,
  devices,
  adoption,
  origin,
);

function installation({ mode, no_install, start, os_type }: Parameters<Rule>[0]): string | null {
  if (no_install === true) {
    return start === true ? "'start' has to be off with 'no_install': nothing is there to be started" : null;
  }
  return mode === 'create' && os_type === null ? "give the OS as 'os_type', or set 'no_install'" : null;
}

function devices(params: Parameters<Rule>[0]): string | null {
  const { disks, nics } = params as { disks: readonly unknown[]; nics: readonly unknown[] };
  if (disks.length > MAX_DISKS) return `an instance can have ${MAX_DISKS} disks, not ${disks.length}`;
  if (nics.length > MAX_NICS) return `an instance can have ${MAX_NICS} NICs, not ${nics.length}`;
  return null;
}

function adoption(params: Parameters<Rule>[0]): string | null {
  const disks = params.disks as readonly Disk[];
  const adopted = disks.filter((disk) => disk.adopt !== undefined).length;
  if (adopted === 0) return null;
  if (adopted < disks.length) return "either all disks take an existing volume ('adopt'), or none does";
  if (params.mode !== 'create') return "disks can take existing volumes ('adopt') only with the mode 'create'";
  return isGiven(params.iallocator) ? "existing volumes ('adopt') are on one node; name it as 'pnode'" : null;
}

function origin(params: Parameters<Rule>[0]): string | null {
  if (params.mode === 'remote-import') {
    const missing = ['source_handshake', 'source_x509_ca', 'source_instance_name'].find(
      (name) => !isGiven(params[name]),
    );
    return missing === undefined ? null : `'${missing}' has to be given with the mode 'remote-import'`;
  }
  if (params.mode === 'import') return null;
  const stray = ['src_node', 'src_node_uuid', 'src_path'].find((name) => isGiven(params[name]));
  return stray === undefined ? null : `'${stray}' is for the mode 'import'`;
}
