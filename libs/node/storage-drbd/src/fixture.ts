/** Two programs for specs: `drbdsetup` and `drbdmeta` over resources that are kept here, said and answered as DRBD does. */
import { recordingRunner, testDevice, type Device, type RecordingRunner } from '@ganeti/node-storage';
import type { RunResult } from '@ganeti/runtime';
import { justCreated } from './syntax';

export const mirror = (fields: Partial<NonNullable<Device['drbd']>> = {}, params: Record<string, unknown> = {}): Device =>
  testDevice({
    dev_type: 'drbd',
    size: 64,
    uuid: 'uuid-disk',
    params,
    children: ['data', 'meta'].map((part) => testDevice({ dev_type: 'plain', size: part === 'data' ? 64 : 128, plain: { vg: 'xenvg', lv: part } })),
    drbd: { node_a: 'uuid-node1', node_b: 'uuid-node2', port: 11_000, minor_a: 3, minor_b: 7, secret: 'secret', address_a: '10.0.0.1', address_b: '10.0.0.2', ...fields },
  });

export interface FakeDrbd {
  readonly runner: RecordingRunner;
  version: string | null;
  /** An answer in place of the usual one, for the command that begins so: `drbdsetup primary`. */
  readonly refusals: Map<string, Partial<RunResult>>;
  readonly resources: Map<string, { minor: string; data: string; meta: string; local: string; peer: string; connection: string; role: string; dual: boolean }>;
  /** A line of the stream of events. */
  tell(line: string): void;
  /** Command lines that change something. */
  changes(): string[];
}

export function fakeDrbd(version = '8.4.11'): FakeDrbd {
  const resources: FakeDrbd['resources'] = new Map();
  const refusals: FakeDrbd['refusals'] = new Map();
  const marks = new Map<string, string>();
  let tell: (line: string) => void = () => undefined;
  const byMinor = (word: string | undefined) => [...resources.values()].find(({ minor }) => minor === word) ?? resources.get(word ?? '');

  const state = (): string =>
    [...resources]
      .flatMap(([name, { minor, data, connection, role }]) => [
        `exists resource name:${name} role:${role} suspended:no`,
        `exists connection name:${name} peer-node-id:0 connection:${connection} role:Unknown`,
        ...(minor === '' ? [] : [`exists device name:${name} volume:0 minor:${minor} disk:${data === '' ? 'Diskless' : 'UpToDate'} size:${data === '' ? 0 : 65_536}`]),
        `exists peer-device name:${name} peer-node-id:0 volume:0 replication:Off peer-disk:DUnknown resync-suspended:no out-of-sync:0`,
      ])
      .concat('exists -')
      .join('\n');
  const show = (name: string): Partial<RunResult> | string => {
    const found = resources.get(name);
    if (found === undefined) return { exitCode: 20, stderr: '' };
    const { minor, data, meta, local, peer, dual } = found;
    const remote = peer === '' ? '' : `_remote_host { address ${peer.replace(':', ' ')}; }`;
    const own = peer === '' ? '' : `address ${local.replace(':', ' ')};`;
    const disks = data === '' ? '' : `disk "${data}"; meta-disk "${meta}"; disk { size 131072s; # bytes\n }`;
    return `resource ${name} { options { } net { shared-secret "a } b"; ${dual ? 'allow-two-primaries yes;' : ''} } ${remote} _this_host { ${own} volume 0 { device minor ${minor}; ${disks} } } }`;
  };
  const change = ([command = '', first = '', ...rest]: readonly string[]): void => {
    const found = byMinor(first);
    switch (command) {
      case 'new-resource':
        return void resources.set(first, { minor: '', data: '', meta: '', local: '', peer: '', connection: 'StandAlone', role: 'Secondary', dual: false });
      case 'new-minor':
        return void (found !== undefined && (found.minor = rest[0] ?? ''));
      case 'attach':
        return void (found !== undefined && Object.assign(found, { data: rest[0], meta: rest[1] }));
      case 'detach':
        return void (found !== undefined && Object.assign(found, { data: '', meta: '' }));
      case 'connect':
      case 'new-path': {
        const [local, peer] = command === 'connect' ? rest : rest.slice(1);
        if (found !== undefined && local !== undefined && peer !== undefined) Object.assign(found, { local, peer });
        if (found !== undefined) Object.assign(found, { connection: 'Connecting', dual: rest.includes('--allow-two-primaries=yes') });
        return tell(`change connection name:${[...resources.keys()].find((name) => resources.get(name) === found)} peer-node-id:0 connection:Connecting`);
      }
      case 'disconnect':
        for (const each of resources.values()) Object.assign(each, { local: '', peer: '', connection: 'StandAlone' });
        return undefined;
      case 'primary':
        return void (found !== undefined && (found.role = 'Primary'));
      case 'secondary':
        return void (found !== undefined && (found.role = 'Secondary'));
      case 'down':
        return void resources.delete(first);
      default:
        return undefined;
    }
  };

  const fake: FakeDrbd = {
    version,
    resources,
    refusals,
    tell: (line) => tell(line),
    changes: () => fake.runner.calls.filter(([program, ...args]) => !(program === 'drbdsetup' && /^(events2|show|get-gi)/.test(args[0] ?? '')) && !/show-gi|read-dev-uuid/.test(args.join(' '))).map((call) => call.join(' ')),
    runner: recordingRunner((program, args, options) => {
      const refusal = [...refusals].find(([beginning]) => [program, ...args].join(' ').startsWith(beginning));
      if (refusal !== undefined) return refusal[1];
      if (program === 'modprobe') return void (fake.version = version);
      if (program === 'drbdmeta') {
        const [path = '', command = '', mark = ''] = args.slice(3).filter((word) => word !== 'flex-external');
        if (command === 'create-md') marks.set(path, '');
        if (command === 'write-dev-uuid') marks.set(path, mark);
        if (command === 'read-dev-uuid') return marks.has(path) ? `${marks.get(path)}\n` : { exitCode: 1, stderr: 'no valid meta data' };
        return command === 'show-gi' ? 'last agreed size: 64 MB (131072 sectors)\n' : undefined;
      }
      if (args[0] === 'show') return show(args[1] ?? '');
      if (args[0] === 'get-gi') return `${justCreated}:0000000000000000:0000000000000000:0000000000000000:0:0\n`;
      if (args[0] !== 'events2') return change(args);
      if (args.includes('--now')) return state();
      for (const line of state().split('\n')) options.onLine?.(line);
      tell = (line) => options.onLine?.(line);
      return new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error)));
    }),
  };
  return fake;
}
