import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { ProcessRunner } from '@ganeti/runtime';
import { execaRunner } from '@ganeti/runtime';
import { parseVlans } from './nic';
import { HostNetwork, bridgeProblems, hostSwitch, nicSettings, type NicSettings, type NicUse } from './index';
import { tapName } from './network';

const nic = (changes: Partial<NicSettings> = {}): NicSettings => ({
  uuid: 'n1',
  name: '',
  mac: 'aa:00:00:12:34:56',
  ip: '',
  mode: 'bridged',
  link: 'br0',
  vlan: '',
  network: {},
  ...changes,
});
const use = (changes: Partial<NicSettings> = {}): NicUse => ({ instance: 'web1', tags: ['a', 'b'], nic: nic(changes), index: 0 });
const tap = tapName('web1', 'n1');
const plain = { owner: null, queues: 1, vnetHdr: true };

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ganeti-net-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A host that records commands; `links` are the devices it has. */
function recording(links: Record<string, object>) {
  const lines: string[] = [];
  const runner: ProcessRunner = {
    run: async (program, args) => {
      const ok = { exitCode: 0, signal: null, stdout: '', stderr: '', timedOut: false };
      const name = args.at(-1) as string;
      if (args.includes('show')) {
        return name in links ? { ...ok, stdout: JSON.stringify([{ ifname: name, mtu: 1500, ...links[name] }]) } : { ...ok, exitCode: 1 };
      }
      lines.push([program, ...args].join(' '));
      if (args[0] === 'tuntap') links[args[3] as string] = {};
      if (args[1] === 'del') delete links[name];
      return ok;
    },
  };
  return { lines, links, network: new HostNetwork({ runner, configDir: dir }), runner };
}
function script(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
  chmodSync(join(dir, path), 0o755);
}

describe('taps', () => {
  it('are bridged with the MTU of the bridge', async () => {
    const { lines, network, links } = recording({ br0: { mtu: 9000 } });
    expect(await network.up(use(), plain)).toBe(tap);
    expect(tap).toHaveLength(14);
    expect(lines).toEqual([
      `ip tuntap add dev ${tap} mode tap vnet_hdr`,
      `ip link set dev ${tap} address fe:00:00:12:34:56`,
      `ip link set dev ${tap} mtu 9000`,
      `ip link set dev ${tap} master br0`,
      `ip link set dev ${tap} up`,
    ]);
    await network.down(use());
    expect(Object.keys(links)).toEqual(['br0']);
    await network.down(use());
  });

  it('belong to the user the guest runs as, with as many queues as it has', async () => {
    const { lines, network } = recording({ br0: {} });
    await network.up(use(), { owner: 4711, queues: 4, vnetHdr: false });
    expect(lines[0]).toBe(`ip tuntap add dev ${tap} mode tap user 4711 multi_queue`);
  });

  it('join VLANs of a bridge that filters them', async () => {
    const { lines, network } = recording({ br0: { linkinfo: { info_kind: 'bridge', info_data: { vlan_filtering: 1 } } } });
    await network.up(use({ vlan: '.5:6' }), plain);
    expect(lines.filter((line) => line.startsWith('bridge'))).toEqual([
      `bridge vlan del dev ${tap} vid 1`,
      `bridge vlan add dev ${tap} vid 5 pvid untagged`,
      `bridge vlan add dev ${tap} vid 6`,
    ]);
    await expect(recording({ br0: {} }).network.up(use({ vlan: '.5' }), plain)).rejects.toThrow(/vlan_filtering/);
  });

  it('become ports of Open vSwitch, and leave it', async () => {
    const { lines, network } = recording({});
    for (const [vlan, columns] of [['', ''], ['.5', ' tag=5'], [':5:6', ' trunks=5,6'], ['.5:6', ' tag=5 vlan_mode=native-untagged trunks=6']]) {
      lines.length = 0;
      await network.up(use({ mode: 'openvswitch', link: 'sw0', vlan }), plain);
      expect(lines).toContain(`ovs-vsctl --may-exist add-port sw0 ${tap}${columns}`);
      await network.down(use({ mode: 'openvswitch', link: 'sw0', vlan }));
      expect(lines).toContain(`ovs-vsctl --if-exists del-port sw0 ${tap}`);
    }
  });

  it('are routed to, in the table the link names', async () => {
    const { lines, network } = recording({});
    await network.up(use({ mode: 'routed', link: '100', ip: '192.0.2.7' }), plain);
    expect(lines).toContain(`ip route replace 192.0.2.7/32 dev ${tap} proto static table 100`);
    expect(lines).toContain(`ip rule add dev ${tap} table 100`);
    expect(lines).toContain(`sysctl -qw net.ipv4.conf.${tap}.proxy_arp=1`);
    lines.length = 0;
    await network.up(use({ mode: 'routed', link: '', ip: '2001:db8::7' }), plain);
    expect(lines).toContain(`ip -6 route replace 2001:db8::7/128 dev ${tap} proto static`);
  });

  it('stay away when they cannot be connected', async () => {
    const { network, links } = recording({});
    await expect(network.up(use(), plain)).rejects.toThrow(/NIC 0 of instance web1.*Bridge br0 does not exist/);
    expect(links).toEqual({});
    await expect(network.up(use({ mode: 'ext' }), plain)).rejects.toThrow(/network\/ext\/up/);
  });

  it('are left to the script of their mode, with everything it may want to know', async () => {
    script('network/ext/up', `#!/bin/sh\nenv >${dir}/env; test "$1" = "$INTERFACE"\n`);
    const { links } = recording({});
    const runner: ProcessRunner = {
      run: async (program, args, options) => (program.startsWith(dir) ? execaRunner.run(program, args, options) : recording(links).runner.run(program, args, options)),
    };
    const network = new HostNetwork({ runner, configDir: dir });
    await network.up({ ...use({ mode: 'ext', link: 'x', ip: '192.0.2.7', name: 'lan', network: { NETWORK_NAME: 'office' } }), migration: 'pre' }, plain);
    const env = Object.fromEntries(readFileSync(join(dir, 'env'), 'utf8').split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(env).toMatchObject({
      INSTANCE: 'web1', TAGS: 'a b', ACTION: 'up', INTERFACE: tap, INTERFACE_INDEX: '0', INTERFACE_UUID: 'n1', INTERFACE_NAME: 'lan',
      MAC: 'aa:00:00:12:34:56', MODE: 'ext', IP: '192.0.2.7', LINK: 'x', NETWORK_NAME: 'office', MIGRATION_PHASE: 'pre',
    });
    script('network/ext/up', '#!/bin/sh\necho no luck >&2; exit 3\n');
    await expect(network.up(use({ mode: 'ext' }), plain)).rejects.toThrow(/no luck/);
    expect(links).toEqual({});
  });

  it('are left to kvm-vif-bridge where that is installed', async () => {
    script('kvm-vif-bridge', '#!/bin/sh\n');
    const { lines, network } = recording({});
    await network.up(use(), plain);
    expect(lines.at(-1)).toBe(`${dir}/kvm-vif-bridge ${tap}`);
  });
});

it('reads VLANs', () => {
  expect(parseVlans('.5')).toEqual({ access: 5, trunk: [] });
  expect(parseVlans('7')).toEqual({ access: 7, trunk: [] });
  const id = fc.integer({ min: 1, max: 4094 });
  fc.assert(
    fc.property(fc.option(id), fc.array(id), (access, trunk) => {
      const text = `${access === null ? '' : `.${access}`}${trunk.map((vid) => `:${vid}`).join('')}`;
      expect(parseVlans(text)).toEqual({ access, trunk });
    }),
  );
  for (const text of ['x', '.', '0', '.4095', '5:', '5-7']) expect(() => parseVlans(text)).toThrow(/VLAN/);
});

it('reads a NIC of the wire', () => {
  const wire = { uuid: 'n', name: '', mac: 'm', ip: '', params: { mode: '"routed"', link: '"100"', vlan: '' }, network: {} };
  expect(nicSettings(wire)).toMatchObject({ mode: 'routed', link: '100', vlan: '' });
  expect(() => nicSettings({ ...wire, params: { mode: '"pool"' } })).toThrow(/pool/);
});

it('finds bridges that are missing or none', async () => {
  const { runner } = recording({ br0: { linkinfo: { info_kind: 'bridge' } }, eth0: {} });
  expect(await bridgeProblems(runner, ['br0', 'eth0', 'br9'])).toEqual([
    { bridge: 'eth0', message: expect.stringContaining('eth0 is no bridge') },
    { bridge: 'br9', message: expect.stringContaining('br9 does not exist') },
  ]);
});

it('makes an Open vSwitch with its way out, where it is not there yet', async () => {
  const { lines, runner } = recording({});
  await hostSwitch(runner)('switch1', 'eth1');
  await hostSwitch(runner)('switch2', '');
  expect(lines).toEqual(['ovs-vsctl --may-exist add-br switch1', 'ovs-vsctl --may-exist add-port switch1 eth1', 'ovs-vsctl --may-exist add-br switch2']);
});
