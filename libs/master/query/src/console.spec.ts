import type { Instance, Node, ParamDict } from '@ganeti/objects';
import { consoleOf } from './console';

const node = { name: 'node1.example.com' } as Node;
const of = (hypervisor: string, hvparams: ParamDict, network_port: number | null = 11_000) =>
  consoleOf({ name: 'web1.example.com', hypervisor, network_port } as Instance, node, hvparams);

it.each([
  ['the serial line of KVM', of('kvm', { serial_console: true, vnc_bind_address: '0.0.0.0' }), { kind: 'ssh', host: 'node1.example.com', user: 'root', command: ['socat', expect.any(String), 'UNIX-CONNECT:/var/run/ganeti/kvm-hypervisor/ctrl/web1.example.com.serial'] }],
  ['VNC on all addresses', of('kvm', { serial_console: false, vnc_bind_address: '0.0.0.0', spice_bind: '' }), { kind: 'vnc', host: 'node1.example.com', port: 11_000, display: 5100 }],
  ['VNC on one address', of('kvm', { serial_console: false, vnc_bind_address: '192.0.2.1' }), { kind: 'vnc', host: '192.0.2.1', port: 11_000, display: 5100 }],
  ['SPICE', of('kvm', { serial_console: false, spice_bind: '192.0.2.1', vnc_bind_address: '' }), { kind: 'spice', host: '192.0.2.1', port: 11_000 }],
  ['VNC on a socket', of('kvm', { serial_console: false, vnc_bind_address: '/run/vnc' }), { kind: 'msg', message: expect.stringContaining('no console') }],
  ['no port', of('kvm', { serial_console: false, vnc_bind_address: '0.0.0.0' }, null), { kind: 'msg', message: expect.any(String) }],
  ['Xen', of('xen-pvm', {}), { kind: 'ssh', host: 'node1.example.com', user: 'root', command: ['xl', 'console', 'web1.example.com'] }],
  ['simulated guests', of('fake', {}), { kind: 'msg', message: expect.stringContaining('hypervisor fake') }],
])('of %s', (_what, found, wanted) => {
  expect(found).toEqual({ instance: 'web1.example.com', ...wanted });
});
