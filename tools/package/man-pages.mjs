// Manual pages: of gnt from the reference in docs/, of the daemons from what is said here.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = new URL('../../', import.meta.url).pathname;

const daemons = {
  'ganeti-noded': {
    what: 'node daemon of the cluster',
    synopsis: ['ganeti-noded [--root DIR] [--foreground]', 'ganeti-noded join TOKEN|-', 'ganeti-noded check REQUEST'],
    text: 'Runs on each machine of the cluster and carries out what the master asks. `join` makes this machine a node: `gnt node add` on the master prints the token, `-` reads it from standard input. `check` prints as JSON what the machine lacks. Settings: /etc/ganeti/noded.json. Guests run on when the daemon ends.',
  },
  'ganeti-masterd': {
    what: 'master daemon of the cluster',
    synopsis: ['ganeti-masterd [--root DIR]', 'ganeti-masterd init SETTINGS', 'ganeti-masterd forget', 'ganeti-masterd import-ganeti [--exec]'],
    text: 'Job queue and configuration; runs on the master node. `init` and `forget` are what `gnt cluster init` and `gnt cluster destroy` run. `import-ganeti` takes over a cluster that Ganeti has managed. Settings: /etc/ganeti/masterd.json.',
  },
  'ganeti-rapi': {
    what: 'remote API of the cluster',
    synopsis: ['ganeti-rapi [options]', 'ganeti-rapi passwd NAME', 'ganeti-rapi token add|list|remove'],
    text: "Serves HTTPS at port 5080 of the master. Users: /var/lib/ganeti/rapi/users, a line each of name, password and roles; `passwd` makes one. Settings: /etc/ganeti/rapi.json.",
  },
};

/** [file name, gzipped page] each. */
export function manPages() {
  const own = Object.entries(daemons).map(([name, page]) => [name, roff(name, page.what, [`.SH SYNOPSIS`, ...page.synopsis.flatMap((line) => ['.nf', plain(line), '.fi']), '.SH DESCRIPTION', plain(page.text)])]);
  const dir = join(root, 'docs/reference/cli');
  const groups = readdirSync(dir).filter((file) => file.startsWith('gnt-') && file.endsWith('.md')).sort();
  const commands = groups.map((file) => [basename(file, '.md'), roff(basename(file, '.md'), 'commands of the cluster manager', fromMarkdown(readFileSync(join(dir, file), 'utf8')))]);
  const gnt = ['gnt', roff('gnt', 'command line of the cluster manager', ['.SH SYNOPSIS', 'gnt GROUP COMMAND [options]', '.SH DESCRIPTION', `The groups are ${groups.map((file) => basename(file, '.md').slice(4)).join(', ')}; each has a page of its own, such as gnt\\-instance(8).`])];
  // Without a time inside, so that the same page makes the same bytes.
  return [...own, gnt, ...commands].map(([name, text]) => [`${name}.8.gz`, gzipSync(Buffer.from(text), { level: 9 })]);
}

const roff = (name, what, lines) => [`.TH "${name.toUpperCase()}" 8`, '.SH NAME', `${plain(name)} \\- ${what}`, ...lines, ''].join('\n');

/** Headings, fenced blocks and two-column tables: what the reference is made of. */
function fromMarkdown(text) {
  let fenced = false;
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('```')) {
      fenced = !fenced;
      return [fenced ? '.nf' : '.fi'];
    }
    if (fenced) return [plain(line)];
    if (line.startsWith('<!--') || line.startsWith('# ') || /^\|[-|]+\|$/.test(line) || /^\| (option|command) \|/.test(line)) return [];
    if (line.startsWith('## ')) return [`.SH ${plain(line.slice(3).toUpperCase())}`];
    const row = /^\| (.*?) \| (.*) \|$/.exec(line);
    if (row !== null) return ['.TP', plain(row[1]), plain(row[2])];
    return line === '' ? ['.PP'] : [plain(line)];
  });
}

/** Without markup, and without what roff would take for its own. */
function plain(text) {
  const bare = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '').replaceAll('\\|', '|').replaceAll('\\', '\\\\').replaceAll('-', '\\-');
  return /^[.']/.test(bare) ? `\\&${bare}` : bare;
}
