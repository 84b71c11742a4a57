// Makes the TypeScript types and the JSON descriptor of each wire contract from proto/.
// Usage: node tools/generate/proto.mjs [--check]   (--check: exit 1 when what is checked in is stale)
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const contracts = [
  { proto: 'proto/node/v1/node.proto', out: 'libs/node-api/src/generated' },
  { proto: 'proto/master/v1/master.proto', out: 'libs/master-api/src/generated' },
];

function generate(proto, out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const run = (bin, args) => execFileSync(join('node_modules/.bin', bin), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  run('proto-loader-gen-types', [
    '--keepCase',
    '--longs=Number',
    '--enums=String',
    '--defaults',
    '--oneofs',
    '--grpcLib=@grpc/grpc-js',
    `--outDir=${out}`,
    proto,
  ]);
  const descriptor = JSON.parse(run('pbjs', ['--target', 'json', '--keep-case', proto]).toString());
  writeFileSync(
    join(out, 'descriptor.ts'),
    `/* Made by tools/generate/proto.mjs from ${proto}; do not edit. */\n` +
      `export const descriptor = ${JSON.stringify(descriptor, null, 1)};\n`,
  );
}

function files(dir, base = dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? files(path, base) : [relative(base, path)];
  });
}

const check = process.argv.includes('--check');
let stale = 0;
for (const { proto, out } of contracts) {
  const scratch = mkdtempSync(join(tmpdir(), 'ganeti-proto-'));
  const fresh = join(scratch, 'generated');
  generate(proto, fresh);
  if (check) {
    const names = new Set([...files(fresh), ...files(out)]);
    for (const name of names) {
      const [a, b] = [join(fresh, name), join(out, name)];
      if (!existsSync(a) || !existsSync(b) || readFileSync(a, 'utf8') !== readFileSync(b, 'utf8')) {
        console.error(`stale: ${join(out, name)} (run: npm run generate)`);
        stale += 1;
      }
    }
  } else {
    rmSync(out, { recursive: true, force: true });
    cpSync(fresh, out, { recursive: true });
  }
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = stale > 0 ? 1 : 0;
