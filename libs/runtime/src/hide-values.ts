/** Shorter values are left alone: hiding them would hide half of every text, and they are hardly secrets. */
const shortest = 4;
const hidden = '<redacted>';

/**
 * Takes secret values out of texts that others see, such as the output of a script that was given them. `values`: as the script
 * sees them; of a value with several lines each line counts, since output is shown line by line.
 */
export function hideValues(values: readonly string[]): (text: string) => string {
  const secrets = [...new Set(values.flatMap((value) => [value, ...value.split('\n')]))].filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
}
