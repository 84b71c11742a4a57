/** How to get at an instance's console: a description for clients, who open it themselves. */
import type { Instance, Json, Node, ParamDict } from '@ganeti/objects';

const firstVncPort = 5900;
const everywhere = new Set(['0.0.0.0', '::']);

/** `node`: where it runs. Keys as in Ganeti: kind (msg, vnc, ssh), instance, and what the kind needs. */
export function consoleOf(instance: Instance, node: Node, hvparams: ParamDict): Json {
  const bind = hvparams['vnc_bind_address'];
  if (typeof bind === 'string' && everywhere.has(bind) && instance.network_port !== null) {
    return {
      instance: instance.name,
      kind: 'vnc',
      host: node.name,
      port: instance.network_port,
      display: instance.network_port - firstVncPort,
    };
  }
  if (instance.hypervisor.startsWith('xen-')) {
    return { instance: instance.name, kind: 'ssh', host: node.name, user: 'root', command: ['xl', 'console', instance.name] };
  }
  return { instance: instance.name, kind: 'msg', message: `Instances of hypervisor ${instance.hypervisor} have no console to connect to` };
}
