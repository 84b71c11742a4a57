/** Questions to nodes about parameters. */
import { OpExecError, OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import type { Node, ParamDict } from '@ganeti/objects';
import { hideValues } from '@ganeti/runtime';
import { together } from './together';
import { encodeValues } from './values';

export async function checkHvOnNodes(cx: CheckContext, nodes: readonly Node[], hypervisor: string, hvparams: ParamDict): Promise<void> {
  const request = { hypervisor, hvparams: encodeValues(hvparams) };
  await together(
    nodes
      .filter((node) => !node.offline)
      .map(async (node) => {
        const { problems } = await cx.read(node.uuid, 'Instances.ValidateParams', request);
        if (problems.length > 0) {
          throw new OpPrereqError(`Parameters of hypervisor ${hypervisor} are not right on node ${node.name}: ${problems.join('; ')}`, 'wrong_input');
        }
      }),
  );
}

export interface OsParams {
  readonly shown: ParamDict;
  /** Private and secret ones: their values are in no message. */
  readonly hidden: ParamDict;
}

/** The definition is there, is valid, has that variant, and accepts the parameters. Ganeti reports this as OpExecError. */
export async function checkOsOnNode(cx: CheckContext, node: Node, os: string, { shown, hidden }: OsParams, forceVariant: boolean): Promise<void> {
  const { problems } = await cx.read(node.uuid, 'OperatingSystems.Validate', {
    os,
    osparams: encodeValues({ ...shown, ...hidden }),
    force_variant: forceVariant,
  });
  if (problems.length === 0) return;
  const hide = hideValues(Object.values(hidden).map((value) => (typeof value === 'string' ? value : JSON.stringify(value))));
  throw new OpExecError(`OS '${os}' cannot be used on node ${node.name}: ${hide(problems.join('; '))}`);
}
