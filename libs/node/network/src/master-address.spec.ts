import type { ProcessRunner } from '@ganeti/runtime';
import { hostMasterAddress } from './index';

/** A host with one device `eth0`, on which `ip` works. */
function host(present: Record<string, number> = {}) {
  const lines: string[] = [];
  const runner: ProcessRunner = {
    run: async (program, args, options) => {
      const ended = { exitCode: 0, signal: null, stdout: '', stderr: '', timedOut: false };
      if (args.includes('show')) {
        const addr_info = Object.entries(present).map(([local, prefixlen]) => ({ local, prefixlen }));
        return args.at(-1) === 'eth0' ? { ...ended, stdout: JSON.stringify([{ ifname: 'eth0', addr_info }]) } : { ...ended, exitCode: 1, stderr: 'no such device' };
      }
      const { PATH: _path, ...told } = options?.env ?? {};
      lines.push([program, ...args, ...Object.entries(told).map(([name, value]) => `${name}=${value}`)].join(' '));
      const [address = '', prefix] = (args[2] ?? '').split('/');
      if (program === 'ip' && args[1] === 'add') present[address] = Number(prefix);
      if (program === 'ip' && args[1] === 'del') delete present[address];
      return program === 'arping' ? { ...ended, exitCode: 1 } : ended;
    },
  };
  return { lines, set: hostMasterAddress({ runner, script: '/etc/ganeti/scripts/master-ip-setup' }) };
}
const address = { address: '192.0.2.9', prefix: 24, device: 'eth0', external_script: false };

it('sets the address up once, tells the neighbours, and takes it down once', async () => {
  const { lines, set } = host();
  await set(address, true);
  await set(address, true);
  await set(address, false);
  await set(address, false);
  expect(lines).toEqual(['ip address add 192.0.2.9/24 dev eth0', 'arping -q -U -c 3 -I eth0 -s 192.0.2.9 192.0.2.9', 'ip address del 192.0.2.9/24 dev eth0']);
});

it('takes it down with the prefix it has', async () => {
  const { lines, set } = host({ '192.0.2.9': 32, '192.0.2.1': 24 });
  await set(address, false);
  expect(lines).toEqual(['ip address del 192.0.2.9/32 dev eth0']);
});

it('needs the device to set it up, not to take it down', async () => {
  const { lines, set } = host();
  await set({ ...address, device: 'eth7' }, false);
  await expect(set({ ...address, device: 'eth7' }, true)).rejects.toThrow(/eth7.*master_netdev/);
  expect(lines).toEqual([]);
});

it("leaves it to the administrator's script", async () => {
  const { lines, set } = host();
  await set({ ...address, external_script: true }, true);
  await set({ ...address, address: '2001:db8::9', prefix: 64, external_script: true }, false);
  expect(lines).toEqual([
    '/etc/ganeti/scripts/master-ip-setup start MASTER_NETDEV=eth0 MASTER_IP=192.0.2.9 MASTER_NETMASK=24 CLUSTER_IP_VERSION=4',
    '/etc/ganeti/scripts/master-ip-setup stop MASTER_NETDEV=eth0 MASTER_IP=2001:db8::9 MASTER_NETMASK=64 CLUSTER_IP_VERSION=6',
  ]);
});
