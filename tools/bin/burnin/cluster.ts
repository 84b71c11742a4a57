/** What burn-in asks of a cluster: opcodes over the REST API. */
import type { RapiClient } from '@ganeti/testkit';

export type Opcode = Readonly<Record<string, unknown>>;
type Params = Readonly<Record<string, unknown>>;

export class Burned {
  /** Jobs by opcode. */
  readonly jobs = new Map<string, number>();

  constructor(readonly rapi: RapiClient) {}

  /** Carries out one opcode; answers its result. Throws unless it succeeds. */
  async op(id: string, params: Params): Promise<unknown> {
    const job = await this.rapi.waitForJob(await this.rapi.submit('POST', '/2/submit', [{ OP_ID: `OP_${id}`, ...params }]));
    if (job.status !== 'success') throw new Error(`${id} ${JSON.stringify(params)}: ${job.status} ${JSON.stringify(job.opresult)}`);
    this.jobs.set(id, (this.jobs.get(id) ?? 0) + 1);
    return job.opresult[0];
  }

  async instance(name: string): Promise<InstanceRow> {
    return (await this.rapi.expect('GET', `/2/instances/${name}`)) as InstanceRow;
  }
}

export interface InstanceRow {
  readonly name: string;
  readonly pnode: string;
  readonly snodes: readonly string[];
  readonly status: string;
  readonly tags: readonly string[];
  readonly 'disk.sizes': readonly number[];
  readonly 'nic.macs': readonly string[];
}
