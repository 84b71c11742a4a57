/** How people and programs reach the guest: control sockets, serial console, guest agent, VNC and SPICE. */
import { isIP } from 'node:net';
import { deviceArgs, optionText } from './options';
import type { CommandInput, GuestSpec } from './spec';

const socket = (id: string, path: string): string[] => ['-chardev', optionText('socket', { id, path, server: true, wait: false })];

export function controlArgs({ files }: CommandInput): string[] {
  return [...socket('monitor', files.monitor), '-mon', 'chardev=monitor,mode=readline', ...socket('qmp', files.qmp), '-mon', 'chardev=qmp,mode=control'];
}

export function serialArgs({ guest, files }: CommandInput): string[] {
  if (!guest.params.serial_console) return [];
  return [...socket('serial0', files.serial), ...deviceArgs({ driver: 'isa-serial', chardev: 'serial0' })];
}

/** Channels into the guest: its agent, and the clipboard and screen size of SPICE. */
export function channelArgs({ guest, files }: CommandInput): string[] {
  const { use_guest_agent, spice_use_vdagent } = guest.params;
  const vdagent = usesSpice(guest) && spice_use_vdagent;
  if (!use_guest_agent && !vdagent) return [];
  return [
    ...deviceArgs({ driver: 'virtio-serial-pci', id: 'channels' }),
    ...(use_guest_agent ? [...socket('agent', files.agent), ...deviceArgs({ driver: 'virtserialport', chardev: 'agent', name: 'org.qemu.guest_agent.0' })] : []),
    ...(vdagent
      ? ['-chardev', optionText('spicevmc', { id: 'vdagent', name: 'vdagent' }), ...deviceArgs({ driver: 'virtserialport', chardev: 'vdagent', name: 'com.redhat.spice.0' })]
      : []),
  ];
}

export const usesSpice = ({ params }: Pick<GuestSpec, 'params'>): boolean => params.spice_bind !== '';
export const usesVnc = ({ params }: Pick<GuestSpec, 'params'>): boolean => params.vnc_bind_address !== '' && params.spice_bind === '';

export function displayArgs(input: CommandInput): string[] {
  const { params } = input.guest;
  const keymap = params.keymap === '' ? [] : ['-k', params.keymap];
  if (usesSpice(input.guest)) return ['-vga', params.vga || 'qxl', ...spiceArgs(input), ...keymap];
  return ['-vga', params.vga || 'std', ...(usesVnc(input.guest) ? vncArgs(input.guest) : ['-display', 'none']), ...keymap];
}

/** First TCP port of VNC displays. */
const VNC_BASE = 5900;

function vncArgs({ name, params, networkPort }: GuestSpec): string[] {
  const { vnc_bind_address: bind } = params;
  const host = isIP(bind) === 6 ? `[${bind}]` : bind;
  const address = bind.startsWith('/') ? `unix:${bind}/${name}.vnc` : `${host}:${networkPort - VNC_BASE}`;
  const options = { ...(params.vnc_password_file === '' ? {} : { password: true }), ...(params.vnc_tls ? { 'tls-creds': 'vnc-tls' } : {}) };
  const credentials = !params.vnc_tls
    ? []
    : [
        '-object',
        params.vnc_x509_path === ''
          ? optionText('tls-creds-anon', { id: 'vnc-tls', endpoint: 'server' })
          : optionText('tls-creds-x509', { id: 'vnc-tls', endpoint: 'server', dir: params.vnc_x509_path, 'verify-peer': params.vnc_x509_verify }),
      ];
  return [...credentials, '-vnc', optionText(address, options)];
}

function spiceArgs({ guest, host }: CommandInput): string[] {
  const { params, networkPort } = guest;
  const given = (name: string, value: string): Record<string, string> => (value === '' ? {} : { [name]: value });
  const tls = { 'tls-port': networkPort, 'x509-cacert-file': host.spiceTls.ca, 'x509-key-file': host.spiceTls.bundle, 'x509-cert-file': host.spiceTls.bundle };
  return [
    '-spice',
    optionText(`addr=${params.spice_bind}`, {
      ...(params.spice_use_tls ? { ...tls, 'tls-ciphers': params.spice_tls_ciphers } : { port: networkPort }),
      ...(params.spice_ip_version === 4 ? { ipv4: true } : {}),
      ...(params.spice_ip_version === 6 ? { ipv6: true } : {}),
      ...(params.spice_password_file === '' ? { 'disable-ticketing': true } : {}),
      ...given('image-compression', params.spice_image_compression),
      ...given('jpeg-wan-compression', params.spice_jpeg_wan_compression),
      ...given('zlib-glz-wan-compression', params.spice_zlib_glz_wan_compression),
      ...given('streaming-video', params.spice_streaming_video),
      'playback-compression': params.spice_playback_compression,
      'agent-mouse': params.spice_use_vdagent,
    }),
  ];
}
