/** Machines with a Xen of paper: what `xl` and its relatives would do, as programs that are recorded. */
import { readFileSync } from 'node:fs';
import { detachedLauncher, type DetachedLauncher, type ProcessRunner, type RunResult } from '@ganeti/runtime';

interface Domain {
  id: number;
  memory: number;
  vcpus: number;
  flags: string;
  config: string;
}
const result = (stdout: string, exitCode = 0): RunResult => ({ exitCode, signal: null, stdout: exitCode === 0 ? stdout : '', stderr: exitCode === 0 ? '' : stdout, timedOut: false });

/** Who listens: "address:port" -> machine. Shared by machines that reach each other. */
export type Wire = Map<string, { readonly machine: SimulatedXen; readonly pid: number }>;

export class SimulatedXen {
  readonly domains = new Map<string, Domain>([['Domain-0', { id: 0, memory: 1024, vcpus: 2, flags: 'r-----', config: '' }]]);
  readonly commands: string[] = [];
  /** Guests that do not hear a request to shut down. */
  readonly deaf = new Set<string>();
  /** Guests that go by themselves in the moment they are destroyed. */
  readonly fleeting = new Set<string>();
  /** Guests that give no memory back, and those that are about to: what they will have then. */
  readonly rigid = new Set<string>();
  readonly #targets = new Map<string, number>();
  readonly #wire: Wire;
  readonly #watchers = new Set<() => void>();
  #ids = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  get freeMemory(): number {
    return 16_384 - [...this.domains.values()].reduce((sum, { memory }) => sum + memory, 0);
  }

  /** Something happens inside or by accident. */
  change(name: string, flags: string | null): void {
    const domain = this.domains.get(name);
    if (flags === null) this.domains.delete(name);
    else if (domain !== undefined) domain.flags = flags;
    for (const tell of this.#watchers) tell();
  }

  readonly runner: ProcessRunner = {
    run: async (program, args, options) => {
      if (program === 'xenstore-watch') return this.#watch(options?.onLine ?? (() => undefined), options?.signal);
      this.commands.push([program, ...args].join(' '));
      return program === 'xenstore-read' ? result('1\n') : this.#xl(args);
    },
  };

  /** Real processes stand for what they do, so that they can be found and ended. */
  readonly detached: DetachedLauncher = {
    start: async (program, args, options) => {
      this.commands.push([program, ...args].join(' '));
      const run = (script: string) => detachedLauncher.start('/bin/sh', ['-c', script, program], options);
      if (program === 'socat') {
        const [, port = '', address = ''] = /^OPENSSL-LISTEN:(\d+),bind=([^,]+),/.exec(args[2] ?? '') ?? [];
        if (this.#wire.has(`${address}:${port}`)) return run('echo "E bind: Address already in use" >&2; exit 1');
        const receiver = await run('echo "N listening on" >&2; while :; do sleep 0.1; done');
        this.#wire.set(`${address}:${port}`, { machine: this, pid: receiver.pid });
        void receiver.ended.then(() => this.#wire.delete(`${address}:${port}`));
        return receiver;
      }
      const [, place = ''] = /OPENSSL:([^,]+),/.exec(args[4] ?? '') ?? [];
      const [name = ''] = args.slice(3);
      // With a program that takes a host, xl would add that host and more to what it calls.
      if (args[2] !== '') throw new Error(`xl migrate -s ${args[2]}`);
      const receiver = this.#wire.get(place);
      const target = receiver?.machine;
      const sender = await run(target === undefined ? 'echo "migration failed: connection refused" >&2; exit 1' : 'echo "Saving memory: iter 0: 10/100 10%"; sleep 0.2; echo "Saving memory: iter 0: 100/100 100%"');
      const domain = this.domains.get(name);
      if (target !== undefined && domain !== undefined) {
        target.domains.set(`${name}--incoming`, { ...domain, id: target.nextId(), flags: '--p---' });
        void sender.ended.then((how) => {
          target.domains.delete(`${name}--incoming`);
          if (how !== 0) return;
          target.domains.set(name, { ...domain, id: target.nextId() });
          this.domains.delete(name);
          // It serves one guest.
          process.kill(-(receiver?.pid ?? 0), 'SIGKILL');
        });
        await sender.ended;
      }
      return sender;
    },
  };

  nextId(): number {
    return (this.#ids += 1);
  }

  #watch(onLine: (line: string) => void, signal?: AbortSignal): Promise<RunResult> {
    const tell = (): void => onLine('@releaseDomain');
    this.#watchers.add(tell);
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        this.#watchers.delete(tell);
        reject(signal.reason as Error);
      });
    });
  }

  #xl([command = '', ...args]: readonly string[]): RunResult {
    const name = args.find((arg) => !arg.startsWith('-')) ?? '';
    const domain = this.domains.get(name);
    if (['shutdown', 'destroy', 'reboot', 'mem-set', 'pause', 'unpause', 'rename'].includes(command) && domain === undefined) return result(`${name} is an invalid domain identifier`, 1);
    switch (command) {
      case 'list': {
        const text = result(['Name                                        ID   Mem VCPUs\tState\tTime(s)', ...[...this.domains].map(([each, { id, memory, vcpus, flags }]) => `${each.padEnd(40)} ${String(id).padStart(5)} ${memory}     ${vcpus}     ${flags}       1.5`)].join('\n'));
        // A balloon moves after it was told to.
        for (const [each, memory] of this.#targets) this.domains.get(each)!.memory = memory;
        this.#targets.clear();
        return text;
      }
      case 'info':
        return result(`host                   : node1\nnr_cpus                : 8\nnr_nodes               : 1\ncores_per_socket       : 4\nthreads_per_core       : 1\ntotal_memory           : 16384\nfree_memory            : ${this.freeMemory}\nxen_version            : 4.17.2\n`);
      case 'create': {
        const config = readFileSync(args.at(-1) ?? '', 'utf8');
        const value = (key: string): string => new RegExp(`^${key} = "?([^"\n]*)`, 'm').exec(config)?.[1] ?? '';
        if (value('kernel') === '/broken') return result('kernel image does not exist', 1);
        this.domains.set(value('name'), { id: this.nextId(), memory: Number(value('memory')), vcpus: Number(value('vcpus')), flags: args.includes('-p') ? '--p---' : '-b----', config });
        break;
      }
      case 'shutdown':
        if (!this.deaf.has(name)) this.domains.delete(name);
        break;
      case 'destroy':
        this.domains.delete(name);
        if (this.fleeting.has(name)) return result('libxl: error: Destruction of domain failed', 1);
        break;
      case 'reboot':
        this.domains.set(name, { ...domain!, id: this.nextId() });
        break;
      case 'mem-set':
        if (!this.rigid.has(name)) this.#targets.set(name, Number.parseInt(args[1] ?? '', 10));
        break;
      case 'pause':
        domain!.flags = '--p---';
        break;
      case 'unpause':
        domain!.flags = '-b----';
        break;
      case 'rename':
        this.domains.delete(name);
        this.domains.set(args[1] ?? '', domain!);
        break;
      default:
        return result(`unknown command ${command}`, 1);
    }
    return result('');
  }
}
