/** What the checks of the seed's requirements have at hand: a real cluster, and a real rapi that speaks one of the two dialects. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPaths } from '@ganeti/runtime';
import {
  ExtraRapi,
  nodeRoot,
  type FinishedJob,
  type RapiAnswer,
  type RapiClient,
  type TestCluster,
} from '@ganeti/testkit';

export type Mode = '2.4' | 'today';
/** Throws when the requirement is not met. */
export type Check = (seed: Seed) => unknown;
/** Requirements by their number in the seed. */
export type Area = Readonly<Record<`S-${string}`, Check>>;

// Answers are loosely typed on purpose: what they hold is what is tested.
/* eslint-disable @typescript-eslint/no-explicit-any */
export type Row = Record<string, any>;

export const verbs = ['GET', 'PUT', 'POST', 'DELETE'] as const;
export type Verb = (typeof verbs)[number];

export const users = [
  '# users of the tests',
  'admin secret write',
  'reader secret',
  'other secret read',
  'spaced\t  secret   \twrite',
  'lonely',
  'clear {cleartext}{secret write',
  'brace {secret write',
  'upper {CLEARTEXT}secret',
  'jack abc123',
  'fred {cleartext}foo555',
  'autocreator xyz789 write',
  'jessica {HA1}7046452df2cbb530877058712cf17bd4 write',
];

export class Seed {
  /** Requirements whose operation the master cannot carry out yet: checked up to the opcode. */
  readonly waiting = new Set<string>();
  /** The one being checked. */
  current = '';
  readonly admin: RapiClient;
  readonly reader: RapiClient;
  readonly anybody: RapiClient;
  /** A running instance with mirrored disks: primary on the second node, secondary on the third. */
  readonly mirror: string;
  /** A wait for a job with which nothing happens, begun early because it takes ten seconds. */
  quiet!: Promise<{ readonly id: number; readonly answer: Promise<RapiAnswer> }>;
  private made = 0;

  private constructor(
    readonly mode: Mode,
    readonly cluster: TestCluster,
    readonly rapi: ExtraRapi,
  ) {
    this.admin = rapi.client('admin', 'secret');
    this.reader = rapi.client('reader', 'secret');
    this.anybody = rapi.client();
    this.mirror = `mirror-${this.tag}.example.com`;
  }

  static async start(mode: Mode, cluster: TestCluster): Promise<Seed> {
    const rapi = await ExtraRapi.start(cluster, { users, args: [`--compat=${mode}`] });
    const seed = new Seed(mode, cluster, rapi);
    seed.quiet = seed.queued().then(([, id]) => ({
      id,
      answer: seed.ask('GET', `/2/jobs/${id}/wait`, { fields: ['status'], previous_job_info: ['queued'] }),
    }));
    const [, pnode, snode] = cluster.nodes;
    await seed.job(
      'POST',
      '/2/instances',
      seed.create(seed.mirror, { disk_template: 'drbd', disks: [{ size: 128 }], pnode, snode }),
    );
    return seed;
  }

  async stop(): Promise<void> {
    // What one mode leaves behind would be in the way of the other's evacuations.
    const left = (await this.get('/2/instances')) as Row[];
    await Promise.all(left.map(({ id }) => this.job('DELETE', `/2/instances/${id}`)));
    await this.rapi.stop();
  }

  /** Sets names of the two modes apart: they share a cluster. */
  get tag(): string {
    return this.mode === '2.4' ? 'old' : 'new';
  }

  /** A name nobody has used. */
  fresh(what: string): string {
    this.made += 1;
    return `${what}-${this.tag}-${this.made}.example.com`;
  }

  /** Body of a creation. */
  create(name: string, more: object = {}): Row {
    const beparams = { maxmem: 128, minmem: 128, vcpus: 1 };
    const instance = { instance_name: name, os_type: 'noop', nics: [{}], disk_template: 'diskless', disks: [] };
    return { __version__: 1, mode: 'create', ...instance, beparams, ...more };
  }

  /** A new diskless instance, running. */
  async instance(more: object = {}): Promise<string> {
    const name = this.fresh('inst');
    await this.job('POST', '/2/instances', this.create(name, more));
    return name;
  }

  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RapiAnswer> {
    return this.admin.request(method, path, body, headers);
  }

  async status(method: string, path: string, body?: unknown): Promise<number> {
    return (await this.ask(method, path, body)).status;
  }

  async get(path: string): Promise<any> {
    return this.admin.expect('GET', path);
  }

  /** Submits; the answer has to be the id of a job, alone. */
  async submit(method: string, path: string, body?: unknown): Promise<number> {
    const id = await this.admin.expect(method, path, body);
    if (!/^[1-9]\d*$/.test(String(id)))
      throw new Error(`${method} ${path} answered ${JSON.stringify(id)}, which is no job id`);
    return Number(id);
  }

  /** A job that stays queued behind another one, which is answered too. */
  async queued(): Promise<[first: number, second: number]> {
    const delay = { OP_ID: 'OP_TEST_DELAY', duration: 600, on_master: true, on_nodes: [] };
    const first = await this.submit('POST', '/2/submit', [delay]);
    return [first, await this.submit('POST', '/2/submit', [{ ...delay, depends: [[first, ['success']]] }])];
  }

  /** The opcodes of the job that a request submits. */
  async opcodes(method: string, path: string, body?: unknown): Promise<Row[]> {
    const id = await this.submit(method, path, body);
    await this.admin.waitForJob(id);
    return ((await this.get(`/2/jobs/${id}`)) as { ops: Row[] }).ops;
  }

  /** The only opcode of the job that a request submits, as soon as that has ended. */
  async opcode(method: string, path: string, body?: unknown): Promise<Row> {
    const ops = await this.opcodes(method, path, body);
    expect(ops).toHaveLength(1);
    return ops[0] ?? {};
  }

  /** Submits and waits for the end, whatever it is. */
  async finished(method: string, path: string, body?: unknown): Promise<FinishedJob> {
    return this.admin.waitForJob(await this.submit(method, path, body));
  }

  /** Submits and waits; the job has to succeed. */
  async job(method: string, path: string, body?: unknown): Promise<FinishedJob> {
    const job = await this.finished(method, path, body);
    if (job.status !== 'success') throw new Error(`${method} ${path}: ${job.status} ${JSON.stringify(job.opresult)}`);
    return job;
  }

  /**
   * Submits and waits; true: it succeeded, and its effect can be looked at. False: the master has no way yet to carry this
   * opcode out, which is noted. Anything else is an error.
   */
  async done(method: string, path: string, body?: unknown): Promise<boolean> {
    const job = await this.finished(method, path, body);
    if (job.status === 'success') return true;
    if (!JSON.stringify(job.opresult).includes('cannot carry out OP_')) {
      throw new Error(`${method} ${path}: ${job.status} ${JSON.stringify(job.opresult)}`);
    }
    this.waiting.add(this.current);
    return false;
  }

  /** A call that a node answers with an error from now on; answers how to set that right. */
  fault(node: string, call: string): () => void {
    const path = join(createPaths(nodeRoot(this.cluster.dir, node)).simulator, 'faults.json');
    writeFileSync(
      path,
      JSON.stringify([{ operation: call, kind: 'fail', message: `${call} fails as the test wants it` }]),
    );
    return () => rmSync(path);
  }

  /** Methods that a path has; asked as somebody who may change nothing. */
  async methods(path: string): Promise<Verb[]> {
    const found: Verb[] = [];
    for (const verb of verbs) {
      const { status } = await this.reader.request(verb, path);
      if (status === 404) throw new Error(`${verb} ${path}: 404`);
      if (status !== 501) found.push(verb);
    }
    return found;
  }

  async expectMethods(path: string, wanted: readonly Verb[]): Promise<void> {
    expect({ path, methods: await this.methods(path) }).toEqual({ path, methods: wanted });
  }
}

/** Waits for what comes by itself, such as a changed file being noticed. */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come about`);
}
