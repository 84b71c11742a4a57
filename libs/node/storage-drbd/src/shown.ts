/** How a resource is set up, as `drbdsetup show` prints it: sections in braces, settings ended by semicolons, both of DRBD 8.4 and 9. */

export interface Shown {
  /** Devices below; null: none. */
  readonly data: string | null;
  readonly meta: string | null;
  /** Both ends of its connection, as `ipv4:10.0.0.1:11000`; null: none. */
  readonly local: string | null;
  readonly peer: string | null;
  readonly dualPrimary: boolean;
}

interface Section {
  /** `volume 0` */
  readonly name: string;
  readonly settings: readonly (readonly string[])[];
  readonly sections: readonly Section[];
}

/** null: the text shows no resource. */
export function readShown(text: string): Shown | null {
  const resource = sectionsOf(text).find(({ name }) => name.startsWith('resource '));
  if (resource === undefined) return null;
  const all = [...everything(resource)];
  const own = (where: string): Section[] => all.filter(({ name }) => name === where);
  const volume = own('_this_host').flatMap(({ sections }) => sections).find(({ name }) => name.startsWith('volume '));
  const setting = (section: Section | undefined, key: string): readonly string[] | null => section?.settings.find(([first]) => first === key)?.slice(1) ?? null;
  // 8.4 has the address in a section of its own, 9 as a setting of the path.
  const address = (end: string): string | null => {
    const words = own(end).map((section) => setting(section, 'address')).find((found) => found !== null) ?? own('path').map((path) => setting(path, end)).find((found) => found !== null);
    return words === undefined || words === null ? null : words.join(':');
  };
  const peer = address('_remote_host');
  return {
    data: device(setting(volume, 'disk')),
    meta: device(setting(volume, 'meta-disk')),
    local: peer === null ? null : address('_this_host'),
    peer,
    dualPrimary: own('net').some((net) => setting(net, 'allow-two-primaries')?.[0] === 'yes'),
  };
}

function device(words: readonly string[] | null): string | null {
  return words === null || words[0] === undefined || words[0] === 'none' ? null : words[0];
}

function* everything(section: Section): Iterable<Section> {
  yield section;
  for (const inner of section.sections) yield* everything(inner);
}

function sectionsOf(text: string): readonly Section[] {
  const tokens = [...text.matchAll(/#[^\n]*|"((?:[^"\\]|\\.)*)"|[{};]|[^\s{};"#]+/g)].flatMap(([token, quoted]) => (token.startsWith('#') ? [] : [{ word: quoted ?? token, mark: quoted === undefined && /^[{};]$/.test(token) }]));
  let at = 0;
  const inside = (): Pick<Section, 'settings' | 'sections'> => {
    const [settings, sections]: [string[][], Section[]] = [[], []];
    let words: string[] = [];
    for (let token = tokens[at++]; token !== undefined; token = tokens[at++]) {
      if (!token.mark) words.push(token.word);
      else if (token.word === '}') break;
      else {
        if (token.word === ';') settings.push(words);
        else sections.push({ name: words.join(' '), ...inside() });
        words = [];
      }
    }
    return { settings, sections };
  };
  return inside().sections;
}
