/**
 * The hypervisor parameter `usb_devices` in a REST body: clients may separate devices by spaces, the parameter itself has commas.
 * A value of any other type is left for the check of its parameter.
 */
export function usbDevices(params: Record<string, unknown>): Record<string, unknown> {
  const { hvparams } = params;
  if (typeof hvparams !== 'object' || hvparams === null || !('usb_devices' in hvparams)) return params;
  const { usb_devices: devices } = hvparams;
  if (typeof devices !== 'string') return params;
  return { ...params, hvparams: { ...hvparams, usb_devices: devices.split(/\s+/).join(',') } };
}
