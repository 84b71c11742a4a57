// Links of Markdown pages lead somewhere: to a file, and to a heading in it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { anchor } from './pages/links.mjs';
import { root } from './settle.mjs';

/** Broken links of all pages below a directory: `page: link` each. */
export function brokenLinks(directory) {
  const pages = readdirSync(join(root, directory), { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, directory, name));
  const anchors = new Map(pages.map((page) => [page, headings(readFileSync(page, 'utf8'))]));
  return pages.flatMap((page) =>
    [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link)
      .filter((link) => !/^https?:/.test(link) && !leads(page, link, anchors))
      .map((link) => `${relative(root, page)}: ${link}`),
  );
}

function leads(page, link, anchors) {
  const [path, heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return false;
  return heading === undefined || anchors.get(target)?.has(heading) === true;
}

const withoutCode = (text) => text.replace(/^```[\s\S]*?^```/gm, '');

const headings = (text) =>
  new Set([...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading)));
