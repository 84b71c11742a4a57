/** The form of an export's config.ini: sections of `name = value` lines, as Python's configuration parser writes and reads them. */

export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function formatIni(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  return Object.entries(sections)
    .map(([section, values]) => `[${section}]\n${Object.entries(values).map(([name, value]) => line(name, value)).join('')}\n`)
    .join('');
}

/** Further lines of a value are indented. */
const line = (name: string, value: string): string => `${name} = ${value.replaceAll('\n', '\n\t')}\n`;

/** Names are in lower case, as the parser has them. Throws Error with the number of a line that cannot be read. */
export function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | null = null;
  let last: string | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.replace(/\r$/, '');
    if (content.trim() === '' || /^[#;]/.test(content.trimStart())) continue;
    if (/^\s/.test(content) && section !== null && last !== null) {
      section.set(last, `${section.get(last) ?? ''}\n${content.trim()}`);
      continue;
    }
    const header = /^\[([^\]]+)\]\s*$/.exec(content);
    if (header !== null) {
      section = sections.get(header[1] as string) ?? new Map<string, string>();
      sections.set(header[1] as string, section);
      last = null;
      continue;
    }
    const pair = /^([^=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(content);
    if (pair === null || section === null) throw new Error(`line ${index + 1} is neither a section nor a value`);
    last = (pair[1] as string).toLowerCase();
    section.set(last, pair[2] as string);
  }
  return sections;
}
