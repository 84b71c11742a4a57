import type { CheckContext } from '@ganeti/master-jobs';
import { warn } from '../common/disk-steps';
import { nodeName } from '../common/lookup';

/**
 * Whether disks of an instance with this OS are dumped and restored by the scripts of its definition. Without an OS, and without
 * scripts that the node may run, the disks go as they are.
 */
export async function hasScripts(cx: CheckContext, node: string, os: string): Promise<boolean> {
  const name = os.split('+', 1)[0] ?? '';
  if (name === '') return false;
  const { os: known } = await cx.read(node, 'OperatingSystems.List', {});
  const definition = known.find((one) => one.name === name);
  if (definition?.valid === true && definition.trusted) return true;
  const why = definition === undefined ? 'is not there' : definition.valid ? 'is not trusted to run scripts on nodes' : `cannot be used (${definition.message})`;
  warn(cx, `OS ${name} ${why} on node ${nodeName(cx.config, node)}: the disks are taken as they are`);
  return false;
}
