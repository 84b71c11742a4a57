/** The IPv4 addresses of a network, by their place in it: 0 is the network's own address, the last one its broadcast address. */
import type { Network } from './objects';

export function ipv4ToNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

export function numberToIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

function parts(network: string): { readonly first: number; readonly size: number } {
  const [address = '', bits = '32'] = network.split('/');
  const size = 2 ** (32 - Number(bits));
  const number = ipv4ToNumber(address);
  return { first: number - (number % size), size };
}

/** How many addresses a network in CIDR form has. */
export function poolSize(network: string): number {
  return parts(network).size;
}

export function addressAt(network: string, place: number): string {
  return numberToIpv4(parts(network).first + place);
}

/** null: not in the network, or no IPv4 address. */
export function placeOf(network: string, ip: string): number | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(ip)) return null;
  const { first, size } = parts(network);
  const place = ipv4ToNumber(ip) - first;
  return place >= 0 && place < size ? place : null;
}

/** Addresses nobody is given: one character each, "1" or "0" (Network.ext_reservations). */
export function reservedBits(network: string, reserved: readonly string[]): string {
  return withReserved('0'.repeat(poolSize(network)), network, reserved, true);
}

/** `bits` after reserving, or giving back, these addresses. */
export function withReserved(bits: string, network: string, addresses: readonly string[], reserved: boolean): string {
  const flags = [...bits];
  for (const address of addresses) {
    const place = placeOf(network, address);
    if (place !== null) flags[place] = reserved ? '1' : '0';
  }
  return flags.join('');
}

/** Addresses that are reserved from outside, in order. */
export function externalAddresses({ network, ext_reservations }: Pick<Network, 'network' | 'ext_reservations'>): string[] {
  return [...ext_reservations].flatMap((flag, place) => (flag === '1' ? [addressAt(network, place)] : []));
}
