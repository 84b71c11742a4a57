/** How a tap is connected to the network by each mode, and disconnected. */
import { OpExecError } from '@ganeti/errors';
import { linkOf, type HostCommands } from './commands';
import { parseVlans, type NicSettings } from './nic';

export async function connect(commands: HostCommands, nic: NicSettings, tap: string): Promise<void> {
  switch (nic.mode) {
    case 'bridged':
      return connectBridge(commands, nic, tap);
    case 'openvswitch':
      return connectSwitch(commands, nic, tap);
    case 'routed':
      return connectRoute(commands, nic, tap);
    case 'ext':
      throw new OpExecError(`NIC ${nic.uuid} has mode ext, but there is no script for it; put one at /etc/ganeti/network/ext/up`);
  }
}

/** What would stay behind when the tap goes; a bridge forgets it, and so do routes. */
export async function disconnect(commands: HostCommands, nic: NicSettings, tap: string): Promise<void> {
  if (nic.mode === 'openvswitch') await commands.run('ovs-vsctl', ['--if-exists', 'del-port', nic.link, tap]);
  if (nic.mode === 'routed') await commands.ask('ip', ['rule', 'del', 'dev', tap]);
}

async function connectBridge(commands: HostCommands, nic: NicSettings, tap: string): Promise<void> {
  const bridge = await linkOf(commands, nic.link);
  if (bridge === null) throw new OpExecError(`Bridge ${nic.link} does not exist on this node; make it, or give NIC ${nic.uuid} another link`);
  await commands.run('ip', ['link', 'set', 'dev', tap, 'mtu', String(bridge.mtu)]);
  await commands.run('ip', ['link', 'set', 'dev', tap, 'master', nic.link]);
  if (nic.vlan !== '') {
    if (bridge.linkinfo?.info_data?.vlan_filtering !== 1) throw new OpExecError(`NIC ${nic.uuid} is for VLAN ${nic.vlan}, but bridge ${nic.link} does not filter VLANs; switch that on (vlan_filtering)`);
    const { access, trunk } = parseVlans(nic.vlan);
    await commands.ask('bridge', ['vlan', 'del', 'dev', tap, 'vid', '1']);
    if (access !== null) await commands.run('bridge', ['vlan', 'add', 'dev', tap, 'vid', String(access), 'pvid', 'untagged']);
    for (const vid of trunk) await commands.run('bridge', ['vlan', 'add', 'dev', tap, 'vid', String(vid)]);
  }
  await commands.run('ip', ['link', 'set', 'dev', tap, 'up']);
}

async function connectSwitch(commands: HostCommands, nic: NicSettings, tap: string): Promise<void> {
  await commands.run('ip', ['link', 'set', 'dev', tap, 'up']);
  await commands.run('ovs-vsctl', ['--may-exist', 'add-port', nic.link, tap, ...vlanColumns(nic.vlan)]);
}

function vlanColumns(vlan: string): string[] {
  if (vlan === '') return [];
  const { access, trunk } = parseVlans(vlan);
  if (trunk.length === 0) return [`tag=${access}`];
  return [...(access === null ? [] : [`tag=${access}`, 'vlan_mode=native-untagged']), `trunks=${trunk.join(',')}`];
}

/** The host answers for the guest's address, and sends what is for it to the tap. `link` names the routing table. */
async function connectRoute(commands: HostCommands, nic: NicSettings, tap: string): Promise<void> {
  if (nic.ip === '') throw new OpExecError(`NIC ${nic.uuid} is routed but has no address`);
  const six = nic.ip.includes(':');
  const ip = six ? ['-6'] : [];
  const table = nic.link === '' ? [] : ['table', nic.link];
  await commands.run('ip', ['link', 'set', 'dev', tap, 'up']);
  const family = six ? 'ipv6' : 'ipv4';
  await commands.run('sysctl', ['-qw', `net.${family}.conf.${tap}.forwarding=1`]);
  await commands.run('sysctl', ['-qw', six ? `net.ipv6.conf.${tap}.proxy_ndp=1` : `net.ipv4.conf.${tap}.proxy_arp=1`]);
  await commands.run('ip', [...ip, 'route', 'replace', `${nic.ip}/${six ? 128 : 32}`, 'dev', tap, 'proto', 'static', ...table]);
  if (table.length === 0) return;
  await commands.ask('ip', [...ip, 'rule', 'del', 'dev', tap]);
  await commands.run('ip', [...ip, 'rule', 'add', 'dev', tap, ...table]);
}
