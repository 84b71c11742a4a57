/** The state of a cluster as text that is equal for equal states: what is made anew each time has one name in it. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g, '<mac>'],
  [/"(secret|serial_no|ctime|mtime|certificate_digest)":("[^"]*"|[\d.]+|null)/g, '"$1":<>'],
  // Where its daemon happens to listen.
  [/^(node .*"port"):\d+/, '$1:<>'],
  // Missed, and made up for, is as good as not missed.
  [/,"(?:missed_renewal|next_certificate_digest)":""/g, ''],
  [/\b[0-9a-f]{40}\b/g, '<hex>'],
  [/\/[^"]*ganeti-(?:nodes|crash)-\w{6}/g, '<dir>'],
];

export function digest(lines: readonly string[]): string[] {
  return lines.map((line) => forms.reduce((text, [form, name]) => text.replace(form, name), line)).sort();
}

/** What one has and the other has not; empty when they are equal. */
export function difference(wanted: readonly string[], got: readonly string[]): string[] {
  const left = [...got];
  const gone = wanted.filter((line) => {
    const at = left.indexOf(line);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
  return [...gone.map((line) => `- ${line}`), ...left.map((line) => `+ ${line}`)];
}
