/**
 * The clients' side: one stream for all requests of a process. A session that breaks is dropped and the next call opens a new
 * one; on a unix socket an attempt costs nothing, so there is no back-off and a restarted master is found at once.
 */
import { userInfo } from 'node:os';
import { Client, type ClientDuplexStream, ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { NoMasterError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import { errorFromJson, requests } from './codec';
import { type Request, type ResponseReceived, messageLimit, sessionDefinition } from './definition';
import { collectAnswer } from './rows';
import type { JobChange, JobOwner, MasterClient, MasterEvent, SubmitOutcome, Verdict } from './types';

export interface ConnectMasterOptions {
  /** Which program speaks: rapi, gnt. */
  readonly client: string;
  /** Who uses it; default: the process's user. */
  readonly user?: string;
}

/** Returns at once; the first call connects. */
export function connectMaster(socketPath: string, options: ConnectMasterOptions): MasterClient {
  const hello = { client: options.client, user: options.user ?? userInfo().username };
  let session: Session | undefined;
  let closed = false;

  /** `user`: for whom, empty: the one of the hello. `take` gets each message of the answer and returns true when it was the last. */
  function ask<T>(user: string, request: Request, signal: AbortSignal | undefined, take: (message: ResponseReceived) => T | undefined): Promise<T> {
    if (closed) return Promise.reject(new NoMasterError('The connection to the master daemon has been closed'));
    if (signal?.aborted) return Promise.reject(signal.reason);
    request.user = user;
    if (session === undefined || session.broken) session = new Session(socketPath, hello);
    return session.ask(request, signal, take) as Promise<T>;
  }
  const askJson = <T>(user: string, request: Request, signal: AbortSignal | undefined): Promise<T> =>
    ask(user, request, signal, ({ json }) => ({ value: JSON.parse(json ?? 'null') as T })).then(({ value }) => value);

  const clientFor = (user: string): MasterClient => ({
    as: clientFor,
    submit: (jobs, signal) =>
      ask(user, requests.submit(jobs), signal, ({ submit }) =>
        submit!.jobs.map(({ job_id, error_json }): SubmitOutcome => (error_json === '' ? { jobId: job_id } : { error: errorFromJson(error_json) })),
      ),
    query: (request, signal, has) => ask(user, requests.query(request, has !== undefined), signal, collectAnswer(has)),
    queryFields: (kind, fields, signal) => ask(user, { query_fields: { kind, fields: [...fields] } }, signal, ({ json }) => json),
    waitForChange: (request, signal) => askJson<JobChange>(user, requests.waitForChange(request), signal),
    cancelJob: (job_id, signal) => askJson<Verdict>(user, { cancel: { job_id } }, signal),
    killJob: (job_id, signal) => askJson<Verdict>(user, { kill: { job_id } }, signal),
    archiveJob: (job_id, signal) => askJson<boolean>(user, { archive: { job_id } }, signal),
    autoArchive: (age_seconds, timeout, signal) => askJson<[number, number]>(user, { auto_archive: { age_seconds, timeout } }, signal),
    changePriority: (job_id, priority, signal) => askJson<Verdict>(user, { change_priority: { job_id, priority } }, signal),
    setDrain: (drained, signal) => askJson<null>(user, { set_drain: { drained } }, signal).then(() => undefined),
    watcherStatus: (signal) => askJson<Json>(user, { watcher_status: {} }, signal),
    watcherRun: (ignore_pause, signal) => askJson<Json>(user, { watcher_run: { ignore_pause } }, signal),
    setWatcherPause: (until, signal) => askJson<null>(user, { set_watcher_pause: { until: until ?? 0 } }, signal).then(() => undefined),
    replaceFilter: (rule, signal) => askJson<string>(user, requests.replaceFilter(rule), signal),
    deleteFilter: (uuid, signal) => askJson<null>(user, { delete_filter: { uuid } }, signal).then(() => undefined),
    jobOwners: (ids, signal) => askJson<readonly JobOwner[]>(user, { job_owners: { job_ids: [...ids] } }, signal),
    metrics: (signal) => ask(user, { metrics: {} }, signal, ({ json }) => json),
    subscribe: (after, onEvents, signal) =>
      ask<never>(user, { subscribe: { after } }, signal, ({ events }) => {
        onEvents(events!.events_json.map((text) => JSON.parse(text) as MasterEvent));
        return undefined;
      }),
    close: () => {
      closed = true;
      session?.end();
    },
  });
  return clientFor('');
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  take(message: ResponseReceived): unknown;
}

class Session {
  broken = false;
  private readonly socketPath: string;
  private readonly client: Client;
  private readonly stream: ClientDuplexStream<Request, ResponseReceived>;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(socketPath: string, hello: { client: string; user: string }) {
    this.socketPath = socketPath;
    this.client = new Client(`unix:${socketPath}`, ChannelCredentials.createInsecure(), {
      'grpc.max_receive_message_length': messageLimit,
      'grpc.max_send_message_length': messageLimit,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.enable_channelz': 0,
      'grpc.default_authority': 'localhost',
    });
    this.stream = this.client.makeBidiStreamRequest(
      sessionDefinition.path,
      sessionDefinition.requestSerialize,
      sessionDefinition.responseDeserialize,
    );
    this.stream.on('data', (message: ResponseReceived) => this.receive(message));
    this.stream.on('error', (error: ServiceError) => this.fail(error.details ?? error.message));
    this.stream.on('end', () => this.fail('it ended the session'));
    this.stream.write({ hello });
  }

  ask(request: Request, signal: AbortSignal | undefined, take: Pending['take']): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.nextId();
      request.id = id;
      const entry: Pending = { resolve, reject, take };
      if (signal !== undefined) {
        const abort = (): void => {
          if (!this.pending.delete(id)) return;
          this.stream.write({ id: this.nextId(), abort: { request: id } });
          reject(signal.reason);
        };
        signal.addEventListener('abort', abort, { once: true });
        const done = (): void => signal.removeEventListener('abort', abort);
        entry.resolve = (value) => (done(), resolve(value));
        entry.reject = (error) => (done(), reject(error));
      }
      this.pending.set(id, entry);
      this.stream.write(request);
    });
  }

  end(): void {
    this.fail('the connection has been closed');
  }

  private nextId(): number {
    do this.lastId = (this.lastId + 1) >>> 0;
    while (this.lastId === 0 || this.pending.has(this.lastId));
    return this.lastId;
  }

  private receive(message: ResponseReceived): void {
    const entry = this.pending.get(message.id);
    // Answers to what was aborted may still come.
    if (entry === undefined) return;
    try {
      if (message.result === 'error_json') throw errorFromJson(message.error_json!);
      const value = entry.take(message);
      if (value === undefined) return;
      this.pending.delete(message.id);
      entry.resolve(value);
    } catch (error) {
      this.pending.delete(message.id);
      entry.reject(error);
    }
  }

  private fail(reason: string): void {
    if (this.broken) return;
    this.broken = true;
    const text = `The master daemon cannot be reached at ${this.socketPath} (${reason}); is ganeti-masterd running?`;
    for (const entry of this.pending.values()) entry.reject(new NoMasterError(text));
    this.pending.clear();
    this.stream.cancel();
    this.client.close();
  }
}
