/** Options of a device, backend or object: the same for the command line and for QMP. */
export type Options = Readonly<Record<string, string | number | boolean>>;

/** `first` is the value of the leading key, which has no name on the command line. Commas in values are doubled. */
export function optionText(first: string, options: Options): string {
  const parts = Object.entries(options).map(([key, value]) => `${key}=${escaped(typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value))}`);
  return [escaped(first), ...parts].join(',');
}

const escaped = (text: string): string => text.replaceAll(',', ',,');

/** `-device` of `{ driver, … }`. */
export function deviceArgs({ driver, ...options }: Options): string[] {
  return ['-device', optionText(String(driver), options)];
}
