/** Finding what an opcode names. Unknown names are OpPrereqError (unknown_entity). */
import { OpExecError, OpPrereqError } from '@ganeti/errors';
import type { ConfigView } from '@ganeti/master-config';
import type { Disk, Instance, Network, Node, NodeGroup } from '@ganeti/objects';

/** What every opcode on one instance carries. */
export interface InstanceParams {
  readonly instance_name: string;
  readonly instance_uuid?: string | null;
}

/** Nothing can be done with an instance that is only reserved; `forthcoming`: this can. */
export function instanceOf(view: ConfigView, params: InstanceParams, { forthcoming = false }: { readonly forthcoming?: boolean } = {}): Instance {
  const instance = view.instance(params.instance_name);
  if (instance === undefined) {
    throw new OpPrereqError(
      `Instance '${params.instance_name}' is not known; 'gnt-instance list' shows the ones there are`,
      'unknown_entity',
    );
  }
  if (params.instance_uuid && params.instance_uuid !== instance.uuid) {
    throw new OpPrereqError(
      `Instance '${instance.name}' has UUID ${instance.uuid}, not ${params.instance_uuid}: the name now means another instance`,
      'wrong_state',
    );
  }
  if (instance.forthcoming && !forthcoming) {
    throw new OpPrereqError(`Instance '${instance.name}' is forthcoming: only its place is reserved; build it first, with 'commit'`, 'wrong_state');
  }
  return instance;
}

export function nodeOf(view: ConfigView, name: string, uuid?: string | null): Node {
  const node = view.node(uuid ?? name);
  if (node === undefined) {
    throw new OpPrereqError(`Node '${name}' is not known; 'gnt-node list' shows the ones there are`, 'unknown_entity');
  }
  return node;
}

export function groupOf(view: ConfigView, name: string): NodeGroup {
  const group = view.group(name);
  if (group === undefined) throw new OpPrereqError(`Node group '${name}' is not known`, 'unknown_entity');
  return group;
}

export function networkOf(view: ConfigView, name: string): Network {
  const network = view.network(name);
  if (network === undefined) throw new OpPrereqError(`Network '${name}' is not known`, 'unknown_entity');
  return network;
}

/** Objects that must be there because the job holds their locks: their absence is a fault, not a wrong request. */
export function instanceBy(view: ConfigView, uuid: string): Instance {
  return present(view.get('instance', uuid), 'instance', uuid);
}
export function nodeBy(view: ConfigView, uuid: string): Node {
  return present(view.get('node', uuid), 'node', uuid);
}
export function groupBy(view: ConfigView, uuid: string): NodeGroup {
  return present(view.get('nodegroup', uuid), 'node group', uuid);
}
export function networkBy(view: ConfigView, uuid: string): Network {
  return present(view.get('network', uuid), 'network', uuid);
}
export function diskBy(view: ConfigView, uuid: string): Disk {
  return present(view.get('disk', uuid), 'disk', uuid);
}
function present<T>(object: T | undefined, what: string, uuid: string): T {
  if (object === undefined) throw new OpExecError(`The ${what} with UUID ${uuid} has vanished from the configuration`);
  return object;
}

export function nodeName(view: ConfigView, uuid: string): string {
  return view.get('node', uuid)?.name ?? uuid;
}

/** The name to lock: the full name when it is known, else what was given (`check` then says that it is unknown). */
export function instanceLock(view: ConfigView, name: string): string {
  return view.instance(name)?.name ?? name;
}
