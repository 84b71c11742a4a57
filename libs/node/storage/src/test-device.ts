import type { Device } from './port';

/** A device for specs: with all fields, of which these are given. `params` as values, which devices carry as JSON texts. */
export function testDevice({ params = {}, ...fields }: Partial<Omit<Device, 'params'>> & { dev_type: string; params?: Readonly<Record<string, unknown>> }): Device {
  return {
    size: 64,
    children: [],
    uuid: '',
    name: '',
    mode: 'rw',
    blockdev_path: '',
    ...fields,
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, JSON.stringify(value)])),
  };
}
