/** Lock plans that many units share. */
import type { ConfigView } from '@ganeti/master-config';
import type { LockPlan } from '@ganeti/master-jobs';
import { instanceLock, type InstanceParams } from './lookup';

/** Only the instance, exclusively: what needs its nodes to be there, but changes nothing about them. */
export function instanceOnly(view: ConfigView, params: InstanceParams): LockPlan {
  return { instance: { names: [instanceLock(view, params.instance_name)], mode: 'exclusive' } };
}

/**
 * The instance exclusively; its nodes (and `more` nodes) shared. Shared keeps node changes away and lets many instances of
 * one node be worked on at once. Nodes are looked up when the instance is already held, so they cannot change any more.
 */
export function instanceAndNodes(
  view: ConfigView,
  params: InstanceParams,
  more: () => readonly string[] | Promise<readonly string[]> = () => [],
): LockPlan {
  const nodes = async (): Promise<readonly string[]> => {
    const instance = view.instance(params.instance_name);
    const own = instance === undefined ? [] : view.nodesOfInstance(instance);
    return [...new Set([...own, ...(await more())])];
  };
  return {
    ...instanceOnly(view, params),
    node: async () => ({ names: await nodes(), mode: 'shared' }),
    'node-res': async () => ({ names: await nodes(), mode: 'shared' }),
  };
}
