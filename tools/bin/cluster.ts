/** `npm run -s cluster -- up|down|start-daemon|stop-daemon|gnt`: a simulated cluster as a scriptable command. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { clusterDown, clusterUp, describeCluster, gntCommand, startOne, stopOne } from '@ganeti/testkit';

const usage = `Usage:
  npm run -s cluster -- up --dir DIR [--nodes N] [--rapi-port P] [--processes one|many] [--node-memory MIB]
  npm run -s cluster -- down --dir DIR
  npm run -s cluster -- start-daemon|stop-daemon --dir DIR masterd|rapi|noded:NAME
  npm run -s cluster -- gnt --dir DIR COMMAND…   (e.g. gnt --dir DIR instance list)
`;

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === 'gnt') return gnt(rest);
  const { values, positionals } = parseArgs({
    args: [...rest],
    allowPositionals: true,
    options: {
      dir: { type: 'string' },
      nodes: { type: 'string' },
      'rapi-port': { type: 'string' },
      processes: { type: 'string' },
      'node-memory': { type: 'string' },
    },
  });
  if (values.dir === undefined) throw new Error(`--dir is missing\n${usage}`);
  const dir = resolve(values.dir);
  switch (command) {
    case 'up': {
      if (values.processes !== undefined && values.processes !== 'one' && values.processes !== 'many') {
        throw new Error(`--processes is one or many, not ${values.processes}`);
      }
      const up = await clusterUp({
        dir,
        nodes: number('--nodes', values.nodes, 1),
        rapiPort: number('--rapi-port', values['rapi-port'], 0),
        processes: values.processes,
        nodeMemory: number('--node-memory', values['node-memory'], 256),
      });
      console.log(JSON.stringify(up));
      return 0;
    }
    case 'down':
      await clusterDown(dir);
      return 0;
    case 'start-daemon':
      await startOne(dir, daemonName(positionals));
      console.log(JSON.stringify(describeCluster(dir)));
      return 0;
    case 'stop-daemon':
      await stopOne(dir, daemonName(positionals));
      return 0;
    default:
      throw new Error(usage);
  }
}

/** Everything after --dir DIR belongs to gnt. */
function gnt(args: readonly string[]): number {
  if (args[0] !== '--dir' || args[1] === undefined) throw new Error(`gnt wants --dir DIR first\n${usage}`);
  const [program, ...first] = gntCommand(resolve(args[1]));
  const { status } = spawnSync(program ?? '', [...first, ...args.slice(2)], { stdio: 'inherit' });
  return status ?? 1;
}

function number(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`${name} wants a whole number of at least ${least}, not ${text}`);
  return value;
}

function daemonName(positionals: readonly string[]): string {
  const [name] = positionals;
  if (name === undefined || positionals.length !== 1) throw new Error(`name one daemon: masterd, rapi or noded:NAME\n${usage}`);
  return name;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
