/** How to get at an instance's console: a description for clients, who open it themselves. Keys as in Ganeti. */
import type { Instance, Json, Node, ParamDict } from '@ganeti/objects';

const firstVncPort = 5900;
const everywhere = new Set(['0.0.0.0', '::', '']);
const kvmSockets = '/var/run/ganeti/kvm-hypervisor/ctrl';
/** Ctrl-] ends it, as in other programs of this kind; all else goes to the guest. */
const terminal = 'STDIO,raw,echo=0,escape=0x1d';

/**
 * `node`: where it runs. `kind` says what the client needs: ssh (`command` to run as `user` on `host`), vnc (`host`, `port`,
 * `display`), spice (`host`, `port`) or msg (`message`: why there is none).
 */
export function consoleOf(instance: Instance, node: Node, hvparams: ParamDict): Record<string, Json> {
  const { name, hypervisor, network_port: port } = instance;
  const ssh = (...command: string[]): Record<string, Json> => ({ instance: name, kind: 'ssh', host: node.name, user: 'root', command });
  const screen = (kind: 'vnc' | 'spice', address: Json | undefined, more: (at: number) => Record<string, Json>): Record<string, Json> | null => {
    // A socket in a directory, or no address at all, cannot be reached over the network.
    if (typeof address !== 'string' || address === '' || address.startsWith('/') || port === null) return null;
    return { instance: name, kind, host: everywhere.has(address) ? node.name : address, port, ...more(port) };
  };
  if (hypervisor.startsWith('xen-')) return ssh('xl', 'console', name);
  if (hypervisor === 'kvm' && hvparams['serial_console'] === true) return ssh('socat', terminal, `UNIX-CONNECT:${kvmSockets}/${name}.serial`);
  return (
    // A guest has one of them; SPICE is taken when both have an address.
    screen('spice', hvparams['spice_bind'], () => ({})) ??
    screen('vnc', hvparams['vnc_bind_address'], (at) => ({ display: at - firstVncPort })) ?? {
      instance: name,
      kind: 'msg',
      message: `Instance ${name} of hypervisor ${hypervisor} has no console to connect to`,
    }
  );
}
