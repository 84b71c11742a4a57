/**
 * The disk that cloud-init looks for (NoCloud, https://docs.cloud-init.io): a FAT12 volume labelled CIDATA with `meta-data`,
 * `user-data` and `network-config`. They say who the guest is, how its NICs are addressed, and what the OS parameter
 * `user_data` holds.
 */
import type { GuestSpec } from './command';
import { fatImage } from './fat';

export function seedImage(guest: Pick<GuestSpec, 'uuid' | 'name' | 'nics' | 'userData'>): Buffer {
  return fatImage('CIDATA', [
    { name: 'meta-data', content: Buffer.from(`${JSON.stringify({ 'instance-id': guest.uuid, 'local-hostname': guest.name })}\n`) },
    { name: 'user-data', content: Buffer.from(guest.userData || '#cloud-config\n{}\n') },
    { name: 'network-config', content: Buffer.from(`${JSON.stringify(networkConfig(guest))}\n`) },
  ]);
}

/** Version 2 of cloud-init's network configuration; JSON is YAML. NICs without an address ask for one (DHCP). */
export function networkConfig({ nics }: Pick<GuestSpec, 'nics'>): object {
  const ethernets = nics.map(({ settings: { mac, ip, network } }, index): [string, object] => {
    const [subnet, gateway] = ip.includes(':') ? [network['NETWORK_SUBNET6'], network['NETWORK_GATEWAY6']] : [network['NETWORK_SUBNET'], network['NETWORK_GATEWAY']];
    const prefix = subnet?.split('/')[1];
    const address = ip === '' || prefix === undefined ? { dhcp4: true } : { addresses: [`${ip}/${prefix}`], ...(gateway === undefined ? {} : { routes: [{ to: ip.includes(':') ? '::/0' : '0.0.0.0/0', via: gateway }] }) };
    return [`nic${index}`, { match: { macaddress: mac }, ...address }];
  });
  return { version: 2, ethernets: Object.fromEntries(ethernets) };
}
