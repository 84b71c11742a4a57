// docs/reference/fields: what lists and queries can show of each kind of object, and how filters are written.
import { page, table } from './markdown.mjs';

const kindTexts = {
  instance: 'Instances: virtual machines.',
  node: 'Nodes: the machines that instances run on.',
  group: 'Node groups (also called nodegroup).',
  network: 'Networks: pools of IP addresses for instances.',
  job: 'Jobs in the queue; archived ones only when asked for by number.',
  lock: 'Locks that are held or waited for right now.',
  filter: 'Rules of the job queue.',
  export: 'Exported instances that lie on nodes. A node that cannot tell has one row without a name.',
  cluster: 'The cluster itself: one row.',
  os: 'Operating systems that instances can be installed with. Those that are not valid everywhere, hidden or blacklisted are shown only to who asks for the field that says so.',
  extstorage: 'External storage providers installed on the nodes.',
};

export function fieldPages(fields) {
  const pages = new Map(Object.entries(fields).map(([kind, described]) => [`${kind}.md`, kindPage(kind, described)]));
  return pages.set('index.md', indexPage(fields));
}

function kindPage(kind, described) {
  return page(
    `# Fields: ${kind}`,
    kindTexts[kind],
    '[Kinds of values, and filters](index.md)',
    table(
      ['field', 'kind', 'title', 'meaning'],
      numberedOnce(described).map(({ name, kind: value, title, doc }) => [name, value, title, doc]),
    ),
  );
}

/** `disk.size/0` to `disk.size/15` in one row. */
function numberedOnce(described) {
  const last = new Map();
  for (const { name } of described) {
    const [, base, number] = /^(.+)\/(\d+)$/.exec(name) ?? [];
    if (base !== undefined) last.set(base, Math.max(last.get(base) ?? 0, Number(number)));
  }
  return described.flatMap((field) => {
    const [, base, number] = /^(.+)\/(\d+)$/.exec(field.name) ?? [];
    if (base === undefined) return [{ ...field, name: `\`${field.name}\`` }];
    if (number !== '0') return [];
    return [{ ...field, name: `\`${field.name}\` to \`${base}/${last.get(base)}\``, title: `${field.title} …`, doc: `${field.doc}, and so on` }];
  });
}

function indexPage(fields) {
  return page(
    '# Fields and filters',
    'Lists and queries show fields of objects: `gnt instance list -o name,status`, `GET /2/query/instance?fields=name,status`.',
    Object.entries(fields).map(([kind, described]) => `- [${kind}](${kind}.md): ${described.length} fields`).join('\n'),
    '## Values',
    'A query answers `[status, value]` for each field. The status says why a value is missing:',
    table(
      ['status', 'meaning', '`gnt … list` prints', 'with `-v`'],
      [
        ['0', 'there is a value', 'the value', ''],
        ['1', 'there is no such field', '`??`', '`(unknown)`'],
        ['2', 'the node should have told, but has not', '`?`', '`(nodata)`'],
        ['3', 'this object has no such value', '`-`', '`(unavail)`'],
        ['4', 'the node is marked offline', '`*`', '`(offline)`'],
      ],
    ),
    'Kinds of values: `text`; `bool`; `number` (whole) and `float`; `unit`, a size in MiB; `timestamp`, seconds since 1970; `other`: lists, tables, and whatever may be of several kinds.',
    '## Filters',
    'A filter chooses objects. Programs write it as JSON lists, people as text:',
    table(
      ['JSON', 'text', 'meaning'],
      [
        ['`["=", FIELD, VALUE]` (or `==`)', '`FIELD == VALUE`', 'equal; of a host name its first labels are enough'],
        ['`["!=", …]`, `["<", …]`, `["<=", …]`, `[">", …]`, `[">=", …]`', '`FIELD != VALUE`, …', 'unequal, in order'],
        ['`["=~", FIELD, REGEX]`', '`FIELD =~ m/REGEX/`, flags `i` and `s` behind it', 'a regular expression is found in the text'],
        ['', '`FIELD =* "web*"`', 'the text fits a pattern: `*` any text, `?` one character'],
        ['`["=[]", FIELD, VALUE]`', '`VALUE in FIELD`', 'the list has the value'],
        ['`["?", FIELD]`', '`FIELD`', 'true, not zero, not empty'],
        ['`["!", FILTER]`', '`not FILTER`; `FIELD !~ m/REGEX/`, `FIELD !* "web*"`, `VALUE not in FIELD`', 'does not pass'],
        ['`["&", FILTER, …]`', '`FILTER and FILTER`', 'passes all'],
        ['`["|", FILTER, …]`', '`FILTER or FILTER`', 'passes one of them'],
      ],
    ),
    'In text, values are quoted texts, numbers, `true` and `false`; parentheses join. A missing value differs from everything, and passes nothing else. ' +
      'A value is compared only with one of its own kind; anything else is refused, as is an unknown field, with the place of the mistake. ' +
      'Regular expressions are those of RE2: nothing that looks around or goes back to a group.',
    ['```', "gnt instance list 'status == \"running\" and (be/vcpus > 2 or \"prod\" in tags)'", "gnt node list 'not offline and mfree > 4096'", "gnt instance list 'web*' db1", '```'].join('\n'),
    'A name that is not known is an error when it is asked for by itself; with a filter around it, it is only left out.',
  );
}
