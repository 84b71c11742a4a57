/** Sends generated requests to the remote API of a running cluster and judges the answers. */
import { readFileSync } from 'node:fs';
import { connectMaster } from '@ganeti/master-api';
import { RapiClient, masterSocket, type UpAnswer } from '@ganeti/testkit';
import { operationsOf, makeRequest, type As, type FuzzRequest } from './requests';
import { seeded } from './random';
import { problem } from './verdict';

export interface FuzzOptions {
  readonly up: UpAnswer;
  readonly requests: number;
  readonly seed: number;
  readonly connections: number;
}

export interface FuzzResult {
  readonly requests: number;
  readonly seconds: number;
  readonly by_status: Readonly<Record<string, number>>;
  readonly by_kind: Readonly<Record<string, number>>;
  /** The first few, each with the request. */
  readonly failures: readonly string[];
  readonly failed: number;
  /** MiB after a tenth of the requests, and at the end. */
  readonly rss: Readonly<Record<'masterd' | 'rapi', readonly [number, number]>>;
  /** Whether objects of the cluster are what they were. */
  readonly unchanged: boolean;
}

const archiveEach = 2000;

export async function fuzz({ up, requests, seed, connections }: FuzzOptions): Promise<FuzzResult> {
  const random = seeded(seed);
  const operations = operationsOf(JSON.parse(readFileSync('docs/reference/openapi.json', 'utf8')) as Parameters<typeof operationsOf>[0]);
  const ca = readFileSync(up.ca_file, 'utf8');
  const login = (user?: string): RapiClient => new RapiClient({ url: up.rapi_url, ca, maxSockets: connections, ...(user === undefined ? {} : { user, password: up.password }) });
  const clients: Readonly<Record<As, RapiClient>> = { admin: login(up.user), reader: login('reader'), nobody: login() };
  const master = connectMaster(masterSocket(up.dir), { client: 'fuzz' });
  const statuses = new Map<number, number>();
  const kinds = new Map<string, number>();
  const failures: string[] = [];
  let failed = 0;
  let sent = 0;
  let warm: readonly [number, number] | undefined;
  const memory = (): [number, number] => [resident(up.masterd_pid), resident(up.rapi_pid)];
  const count = <K>(map: Map<K, number>, key: K): void => void map.set(key, (map.get(key) ?? 0) + 1);

  async function one(): Promise<void> {
    const request = makeRequest(operations, random);
    const number = ++sent;
    let wrong: string | null;
    try {
      const answer = await clients[request.as].request(request.method, request.path, request.body, { ...request.headers });
      count(statuses, answer.status);
      wrong = problem(request, answer);
    } catch (error) {
      wrong = unsendable(request, error as Error);
    }
    count(kinds, request.kind);
    if (wrong !== null) {
      failed += 1;
      if (failures.length < 20) failures.push(`#${number} ${request.as} ${request.method} ${request.path.slice(0, 200)} ${request.body?.toString().slice(0, 300) ?? ''}: ${wrong}`);
    }
    if (number % archiveEach === 0) await master.autoArchive(0, 10);
    if (warm === undefined && sent >= requests / 10) warm = memory();
  }

  const before = await digest(clients.admin);
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (sent < requests) await one();
    }),
  );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  await master.autoArchive(0, 10);
  const after = memory();
  const unchanged = (await digest(clients.admin)) === before;
  for (const client of Object.values(clients)) client.close();
  master.close();
  const [masterd, rapi] = warm ?? after;
  return {
    requests: sent,
    seconds,
    by_status: Object.fromEntries([...statuses].sort(([a], [b]) => a - b)),
    by_kind: Object.fromEntries([...kinds].sort()),
    failures,
    failed,
    rss: { masterd: [masterd, after[0]], rapi: [rapi, after[1]] },
    unchanged,
  };
}

/** Node's own client refuses some paths and methods; that is not the server's doing. A broken connection is. */
function unsendable({ method }: FuzzRequest, error: Error & { code?: string }): string | null {
  if (error.code === 'ERR_UNESCAPED_CHARACTERS' || error.code === 'ERR_INVALID_HTTP_TOKEN' || error.code === 'ERR_INVALID_CHAR') return null;
  return `${method} got no answer: ${error.message}`;
}

/** The objects of the cluster without what changes by itself. */
async function digest(admin: RapiClient): Promise<string> {
  const parts = ['/2/instances?bulk=1', '/2/nodes?bulk=1', '/2/groups?bulk=1', '/2/networks?bulk=1', '/2/filters?bulk=1', '/2/info'];
  const answers = await Promise.all(parts.map((path) => admin.expect('GET', path)));
  const own = ['uuid', 'serial_no', 'mtime', 'tags', 'name', 'priority', 'predicates'];
  const kept = (row: Record<string, unknown>): unknown[] => own.map((name) => row[name]);
  return JSON.stringify(answers.map((answer) => (Array.isArray(answer) ? (answer as Record<string, unknown>[]).map(kept) : kept(answer as Record<string, unknown>))));
}

/** Resident memory of a process, MiB. */
function resident(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}
