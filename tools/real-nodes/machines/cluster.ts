/** Three machines and the cluster on them, as the steps see it. */
import { RapiClient, type FinishedJob } from '@ganeti/rapi-client';
import { Machine, type MachineOptions } from './machine';
import { until } from './within';

export interface InstanceInfo {
  readonly name: string;
  readonly status: string;
  readonly pnode: string;
  readonly snodes: readonly string[];
}
const USER = 'alice';
const PASSWORD = 'wonderland';

export class Cluster {
  #rapi: RapiClient | null = null;

  /** `root`: of the checkout; `share`: folder that machines see as /host. */
  private constructor(
    readonly machines: readonly [Machine, Machine, Machine],
    readonly root: string,
    readonly share: string,
    readonly note: (text: string) => void,
  ) {}

  static async boot(options: Omit<MachineOptions, 'number'>, root: string, note: (text: string) => void): Promise<Cluster> {
    const booted = await Promise.allSettled([1, 2, 3].map((number) => Machine.boot({ ...options, number })));
    const machines = booted.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failed = booted.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      await Promise.all(machines.map((machine) => machine.powerOff()));
      throw failed.reason;
    }
    return new Cluster(machines as [Machine, Machine, Machine], root, options.share, note);
  }

  async end(): Promise<void> {
    this.#rapi?.close();
    await Promise.all(this.machines.map((machine) => machine.powerOff()));
  }

  get master(): Machine {
    return this.machines[0];
  }

  /** The machine of a node's name. */
  on(name: string): Machine {
    const machine = this.machines.find((each) => each.name === name);
    if (machine === undefined) throw new Error(`no machine ${name}`);
    return machine;
  }

  /** The others are answered in the order of the machines. */
  except(...names: readonly string[]): Machine[] {
    return this.machines.filter(({ name }) => !names.includes(name));
  }

  gnt(command: string): Promise<string> {
    return this.master.shell(`gnt ${command}`);
  }

  /** `gnt cluster verify` has nothing to say. */
  async verify(): Promise<void> {
    const report = await this.gnt('cluster verify 2>&1');
    const bad = report.split('\n').filter((line) => /ERROR|WARNING/.test(line));
    if (bad.length > 0) throw new Error(`gnt cluster verify:\n${bad.join('\n')}`);
  }

  /** From here on the remote API answers at the cluster's address: clients need not be emulated. */
  async openApi(): Promise<void> {
    const ca = await this.master.shell('cat /var/lib/ganeti/ca.pem');
    this.#rapi = new RapiClient({ url: 'https://192.168.77.100:5080', user: USER, password: PASSWORD, ca });
    await until('the remote API answers', () => this.get('/2/info'));
  }

  // Answers are loosely typed on purpose: what they hold is what is tested.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async get(path: string): Promise<any> {
    return this.rapi.expect('GET', path);
  }

  async instance(name: string): Promise<InstanceInfo> {
    return (await this.get(`/2/instances/${name}`)) as InstanceInfo;
  }

  submit(method: string, path: string, body: unknown = {}): Promise<number> {
    return this.rapi.submit(method, path, body);
  }

  /** Waits for the end of a job, also over a restart of the master daemon. */
  async ended(id: number): Promise<FinishedJob> {
    return until(`job ${id} ends`, async () => {
      const job = (await this.get(`/2/jobs/${id}`)) as FinishedJob;
      return ['success', 'error', 'canceled'].includes(job.status) ? job : null;
    }, 1200);
  }

  /** A job that succeeds. */
  async job(method: string, path: string, body: unknown = {}): Promise<FinishedJob> {
    const job = await this.ended(await this.submit(method, path, body));
    if (job.status !== 'success') throw new Error(`${method} ${path}: ${job.status} ${JSON.stringify(job.opresult)}\n${job.oplog.flat().map((entry) => String(entry[3])).join('\n')}`);
    return job;
  }

  private get rapi(): RapiClient {
    if (this.#rapi === null) throw new Error('The remote API is not open yet: the step that installs the first machine does that');
    return this.#rapi;
  }
}

export const apiUser = { name: USER, password: PASSWORD };
