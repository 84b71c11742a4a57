/** The page of all programs the node daemon runs. */
export function commandsPage({ programs, files }) {
  const rows = Object.entries(programs).map(([name, { part, package: from, why }]) => `| \`${name}\` | ${from} | ${part} | ${why} |`);
  return `# Commands

Everything the node daemon runs, made from \`apps/noded/src/programs.ts\`; a program that is not listed there is refused. Programs are run as
argument lists, with a fixed environment and a time limit, never through a shell (lint forbids it). Beside it, masterd runs allocators
(\`iallocator\` programs), and on a first setup looks at the machine; rapi runs nothing.

| program | package (Debian) | for | why |
|---|---|---|---|
${rows.join('\n')}

Compression tools of transfers are those of the cluster's \`compression_tools\`, run with no arguments or \`-d\`; gzip is done by the daemon itself.

By their whole path:

| file | why |
|---|---|
${files.map(({ path, why }) => `| ${path} | ${why} |`).join('\n')}
`;
}
