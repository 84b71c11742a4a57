/** Questions to nodes about parameters. */
import { OpExecError, OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import type { Node, ParamDict } from '@ganeti/objects';
import { hideValues } from '@ganeti/runtime';
import type { DiskData } from './devices';
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

/** The providers of new disks of external storage are there, can be used, and take the parameters of the disks. */
export async function checkProviders(cx: CheckContext, nodes: readonly Node[], disks: readonly Pick<DiskData, 'logical_id' | 'params'>[]): Promise<void> {
  const wanted = disks.flatMap(({ logical_id: id, params }) => (id.type === 'ext' ? [{ name: id.provider, params: Object.keys(params).filter((name) => name !== 'access') }] : []));
  if (wanted.length === 0) return;
  await together(
    nodes.map(async (node) => {
      const { providers } = await cx.read(node.uuid, 'ExternalStorage.List', {});
      for (const { name, params } of wanted) {
        const found = providers.find((provider) => provider.name === name);
        if (found === undefined) throw new OpPrereqError(`External storage provider ${name} is not installed on node ${node.name}; gnt storage diagnose shows what there is`, 'wrong_input');
        if (!found.valid) throw new OpPrereqError(`External storage provider ${name} cannot be used on node ${node.name}: ${found.message}`, 'wrong_state');
        const known = found.parameters.map((parameter) => parameter.name);
        const unknown = params.filter((param) => !known.includes(param.toLowerCase()));
        if (unknown.length > 0) throw new OpPrereqError(`External storage provider ${name} takes no parameter ${unknown.join(', ')}; it takes ${known.join(', ') || 'none'}`, 'wrong_input');
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
