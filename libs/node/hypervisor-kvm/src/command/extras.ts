/** Sound, USB, TPM: devices that most guests do not have. */
import { listOf } from '../parameters';
import { deviceArgs, optionText, type Options } from './options';
import type { CommandInput } from './spec';

/** Names of soundhw, which QEMU itself no longer knows, as devices. */
const SOUND: Readonly<Record<string, readonly Options[]>> = {
  ac97: [{ driver: 'AC97', audiodev: 'sound' }],
  es1370: [{ driver: 'ES1370', audiodev: 'sound' }],
  hda: [{ driver: 'intel-hda' }, { driver: 'hda-duplex', audiodev: 'sound' }],
  sb16: [{ driver: 'sb16', audiodev: 'sound' }],
  adlib: [{ driver: 'adlib', audiodev: 'sound' }],
  gus: [{ driver: 'gus', audiodev: 'sound' }],
  cs4231a: [{ driver: 'cs4231a', audiodev: 'sound' }],
};
export const soundCards: readonly string[] = Object.keys(SOUND);

export function soundArgs({ guest }: CommandInput): string[] {
  const cards = listOf(guest.params.soundhw).flatMap((name) => SOUND[name] ?? []);
  // Nobody listens on a server; SPICE hands it on.
  const backend = guest.params.spice_bind === '' ? 'none' : 'spice';
  return cards.length === 0 ? [] : ['-audiodev', optionText(backend, { id: 'sound' }), ...cards.flatMap(deviceArgs)];
}

export function usbArgs({ guest }: CommandInput): string[] {
  const { usb_mouse, usb_devices } = guest.params;
  const devices = [...(usb_mouse === '' ? [] : [usb_mouse]), ...listOf(usb_devices)].map((name) => usbDevice(name));
  return devices.length === 0 ? [] : ['-usb', ...devices.flatMap((device) => (device === null ? [] : deviceArgs(device)))];
}

/** `tablet`, `host:BUS.ADDRESS`, `host:VENDOR:PRODUCT` (hex), or a device of QEMU such as `usb-storage`; null: unknown. */
export function usbDevice(name: string): Options | null {
  const place = /^host:(\d+)\.(\d+)$/.exec(name);
  if (place !== null) return { driver: 'usb-host', hostbus: Number(place[1]), hostaddr: Number(place[2]) };
  const kind = /^host:([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})$/.exec(name);
  if (kind !== null) return { driver: 'usb-host', vendorid: `0x${kind[1]}`, productid: `0x${kind[2]}` };
  const known: Record<string, string> = { tablet: 'usb-tablet', mouse: 'usb-mouse', keyboard: 'usb-kbd', 'wacom-tablet': 'usb-wacom-tablet', ccid: 'usb-ccid', braille: 'usb-braille' };
  const driver = known[name] ?? (/^usb-[a-z0-9-]+$/.test(name) ? name : undefined);
  return driver === undefined ? null : { driver };
}

export function tpmArgs({ guest, files }: CommandInput): string[] {
  const { tpm } = guest.params;
  if (tpm === '') return [];
  return [
    '-chardev',
    optionText('socket', { id: 'tpm', path: files.tpm }),
    '-tpmdev',
    optionText('emulator', { id: 'tpm0', chardev: 'tpm' }),
    ...deviceArgs({ driver: tpm === '2.0' ? 'tpm-crb' : 'tpm-tis', tpmdev: 'tpm0' }),
  ];
}
