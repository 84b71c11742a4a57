/** The layers of parameters that a node group has: checked, and joined with what it had. */
import { changedParams, checkDiskParams, checkIPolicy, checkNd, type IPolicy, type NodeGroup, type ParamDict } from '@ganeti/objects';
import { refuseStateParams } from '../common/state-params';

export interface AskedLayers {
  readonly alloc_policy: NodeGroup['alloc_policy'] | null;
  readonly ndparams: ParamDict | null;
  readonly diskparams: Readonly<Record<string, ParamDict>> | null;
  readonly hv_state: unknown;
  readonly disk_state: unknown;
  readonly ipolicy: ParamDict | null;
}
export type Layers = Pick<NodeGroup, 'alloc_policy' | 'ndparams' | 'diskparams' | 'ipolicy'>;

/** Throws TypeEnforcementError and OpPrereqError for what cannot be. */
export function changedLayers(before: Layers, asked: AskedLayers): Layers {
  refuseStateParams(asked);
  return {
    alloc_policy: asked.alloc_policy ?? before.alloc_policy,
    ndparams: asked.ndparams === null ? before.ndparams : changedParams(before.ndparams, checkNd(asked.ndparams, { allowGlobal: true, allowReset: true })),
    diskparams: asked.diskparams === null ? before.diskparams : changedDiskParams(before.diskparams, asked.diskparams),
    ipolicy: asked.ipolicy === null ? before.ipolicy : changedIPolicy(before.ipolicy, asked.ipolicy),
  };
}

function changedDiskParams(before: NodeGroup['diskparams'], asked: NodeGroup['diskparams']): NodeGroup['diskparams'] {
  const changed = Object.entries(asked).map(([template, params]) => [
    template,
    changedParams(before[template] ?? {}, checkDiskParams(template, params, { allowReset: true })),
  ]);
  return { ...before, ...(Object.fromEntries(changed) as NodeGroup['diskparams']) };
}

/** A key with the value `default` follows the cluster again; other keys replace what was there. */
function changedIPolicy(before: IPolicy, asked: ParamDict): IPolicy {
  const checked = checkIPolicy(asked, { allowReset: true });
  return changedParams(before as ParamDict, checked as ParamDict);
}
