/** Steps as opcodes of one job, as commands, and in the short notation of hbal. */
import { isRunning } from '../model/data';
import type { ClusterModel } from '../model/cluster-model';
import type { JobJson } from '../formats/request-types';
import type { Step } from './steps';

/** What carries out the steps, in order. Whether the primary is up is asked of the model as it is before the first step. */
export function jobOf(model: ClusterModel, instance: number, steps: readonly Step[]): JobJson {
  const name = model.instances[instance]?.name ?? '';
  let live = migrates(model, instance);
  return steps.map((step) => {
    if (step.kind === 'replace') {
      return {
        OP_ID: 'OP_INSTANCE_REPLACE_DISKS',
        instance_name: name,
        early_release: false,
        ignore_ipolicy: false,
        mode: 'replace_new_secondary',
        disks: [],
        remote_node: model.nodes[step.to]?.name,
      };
    }
    const target = step.kind === 'move' ? { target_node: model.nodes[step.to]?.name } : {};
    const opcode = live
      ? { OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: name, allow_runtime_changes: false, ignore_ipolicy: false, cleanup: false, allow_failover: true, ...target }
      : { OP_ID: 'OP_INSTANCE_FAILOVER', instance_name: name, ignore_consistency: false, ignore_ipolicy: false, ...target };
    live = isRunning(model.instances[instance] ?? ({ status: '' } as never));
    return opcode;
  });
}

export function commandsOf(model: ClusterModel, instance: number, steps: readonly Step[]): string[] {
  const name = model.instances[instance]?.name ?? '';
  let live = migrates(model, instance);
  return steps.map((step) => {
    if (step.kind === 'replace') return `gnt-instance replace-disks -n ${model.nodes[step.to]?.name ?? ''} ${name}`;
    const target = step.kind === 'move' ? `-n ${model.nodes[step.to]?.name ?? ''} ` : '';
    const command = `gnt-instance ${live ? 'migrate' : 'failover'} -f ${target}${name}`;
    live = isRunning(model.instances[instance] ?? ({ status: '' } as never));
    return command;
  });
}

/** `f`, `r:NODE`, `fa:NODE` */
export function notation(model: ClusterModel, steps: readonly Step[]): string {
  const name = (node: number): string => model.nodes[node]?.name ?? '';
  return steps.map((step) => (step.kind === 'failover' ? 'f' : step.kind === 'replace' ? `r:${name(step.to)}` : `fa:${name(step.to)}`)).join(' ');
}

/** Runs, on a node that can send it away. */
function migrates(model: ClusterModel, instance: number): boolean {
  const data = model.instances[instance];
  const primary = model.primaryOf[instance] ?? -1;
  const node = model.nodes[primary];
  return data !== undefined && isRunning(data) && node !== undefined && (model.online[primary] === 1 || node.drained === true);
}
