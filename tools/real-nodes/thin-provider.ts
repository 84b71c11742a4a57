/** An external storage provider as somebody could write it: thin logical volumes of a pool. One script by all names. */
import { join } from 'node:path';
import { optionalProviderScripts, providerScripts } from '@ganeti/node-storage-ext';
import { createPaths } from '@ganeti/runtime';
import type { Guest } from './guest';

const script = (group: string, pool: string): string => `#!/bin/bash
set -euo pipefail
exec 3>&1 1>&2
volume=${group}/$VOL_NAME
case $(basename "$0") in
  create) lvcreate -q --yes -Wn --virtualsize "\${VOL_SIZE}m" --thin --name "$VOL_NAME" ${group}/${pool} ;;
  attach) lvchange -q -ay -K "$volume"; echo "/dev/$volume" >&3 ;;
  detach) [ ! -e "/dev/$volume" ] || lvchange -q -an "$volume" ;;
  remove) lvremove -q --yes "$volume" ;;
  grow) lvextend -q --size "\${VOL_NEW_SIZE}m" "$volume" ;;
  setinfo) lvchange -q --addtag "\${VOL_METADATA//[^a-zA-Z0-9+_.-]/_}" "$volume" ;;
  snapshot) lvcreate -q --yes --snapshot --name "$VOL_SNAPSHOT_NAME" "$volume" ;;
  open | close) lvs "$volume" ;;
  verify) ;;
esac
`;

/** `pool`: "group/pool". */
export async function providerOfThinVolumes(guest: Guest, name: string, pool: string): Promise<void> {
  const directory = join(createPaths('').extStorageSearchPath[0]!, name);
  const [group = '', lv = ''] = pool.split('/');
  await guest.must('mkdir', '-p', directory);
  await guest.run('tee', [join(directory, 'run'), join(directory, 'parameters.list')], { stdin: script(group, lv) });
  await guest.must('truncate', '--size=0', join(directory, 'parameters.list'));
  await guest.must('chmod', '755', join(directory, 'run'));
  for (const each of [...providerScripts, ...optionalProviderScripts]) await guest.must('ln', '-s', 'run', join(directory, each));
}
