/** Disk parameters as they come with a device: JSON texts by name. */
import type { Device } from './port';

function value(device: Device, name: string): unknown {
  const text = device.params[name];
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

export function numberParam(device: Device, name: string, standard: number): number {
  const given = value(device, name);
  return given === undefined || given === null || given === '' || Number.isNaN(Number(given)) ? standard : Number(given);
}

export function textParam(device: Device, name: string, standard: string): string {
  const given = value(device, name);
  return typeof given === 'string' ? given : typeof given === 'number' ? String(given) : standard;
}

export function flagParam(device: Device, name: string, standard: boolean): boolean {
  const given = value(device, name);
  return typeof given === 'boolean' ? given : standard;
}
