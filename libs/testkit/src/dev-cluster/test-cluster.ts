/** A dev cluster for one test file: in a directory of its own, gone at the end. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterDown, clusterUp, describeCluster, isRunning, killOne, startOne, type UpAnswer, type UpOptions } from './index';
import { RapiClient, type FinishedJob } from '@ganeti/rapi-client';

export interface GntAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class TestCluster {
  private constructor(
    readonly dir: string,
    readonly up: UpAnswer,
    readonly rapi: RapiClient,
  ) {}

  static async start(options: Partial<UpOptions> = {}): Promise<TestCluster> {
    const dir = mkdtempSync(join(tmpdir(), 'ganeti-test-'));
    const masterdEnv = { GANETI_FAILPOINT_FILE: join(dir, 'failpoint'), ...options.masterdEnv };
    const up = await clusterUp({ dir, nodes: 3, rapiPort: 0, ...options, masterdEnv });
    return new TestCluster(dir, up, TestCluster.client(up, up.user));
  }

  private static client(up: UpAnswer, user: string): RapiClient {
    return new RapiClient({ url: up.rapi_url, user, password: up.password, ca: readFileSync(up.ca_file, 'utf8') });
  }

  /** A client for the user who may only read. */
  reader(): RapiClient {
    return TestCluster.client(this.up, 'reader');
  }

  /** Names of the nodes. */
  get nodes(): string[] {
    return this.up.nodes.map((node) => node.name);
  }

  /** Run gnt. */
  gnt(...args: string[]): Promise<GntAnswer> {
    const [program = '', ...first] = describeCluster(this.dir).gnt;
    return new Promise((resolve) => {
      execFile(program, [...first, ...args], (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr });
      });
    });
  }

  /** Submit, wait, and throw unless the job succeeded. */
  async job(method: string, path: string, body?: unknown): Promise<FinishedJob> {
    const job = await this.finished(method, path, body);
    if (job.status !== 'success') throw new Error(`${method} ${path}: ${job.status} ${JSON.stringify(job.opresult)}`);
    return job;
  }

  /** Submit and wait for the end, whatever it is. */
  async finished(method: string, path: string, body?: unknown): Promise<FinishedJob> {
    return this.rapi.waitForJob(await this.rapi.submit(method, path, body));
  }

  /** masterd is to kill itself at the n-th point from now on; see apps/masterd/src/failpoint.ts. */
  armFailpoint(n: number, point = 'any'): void {
    writeFileSync(join(this.dir, 'failpoint'), `${point}:${n}`);
  }

  disarmFailpoint(): void {
    rmSync(join(this.dir, 'failpoint'), { force: true });
  }

  runs(daemon: string): boolean {
    return isRunning(this.dir, daemon);
  }

  async kill(daemon: string): Promise<void> {
    await killOne(this.dir, daemon);
  }

  async restart(daemon: string): Promise<void> {
    await startOne(this.dir, daemon, daemon === 'masterd' ? { GANETI_FAILPOINT_FILE: join(this.dir, 'failpoint') } : {});
  }

  async end(): Promise<void> {
    this.rapi.close();
    await clusterDown(this.dir);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
