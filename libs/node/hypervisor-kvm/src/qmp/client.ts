/** A connection to a QEMU process: commands with their answers, events as they come. */
import { createConnection, type Socket } from 'node:net';
import type { Clock } from '@ganeti/runtime';
import { QmpStream, type QmpEvent, type QmpGreeting, type QmpMessage } from './stream';

/** QEMU has refused a command. */
export class QmpError extends Error {
  override readonly name = 'QmpError';
  /** GenericError, CommandNotFound, DeviceNotFound, DeviceNotActive, KVMMissingCap */
  readonly qmpClass: string;
  constructor(command: string, qmpClass: string, description: string) {
    super(`QEMU refused ${command}: ${description}`);
    this.qmpClass = qmpClass;
  }
}
/** QEMU has not answered in time, or has gone. */
export class QmpConnectionError extends Error {
  override readonly name = 'QmpConnectionError';
}

export interface QmpOptions {
  readonly clock: Clock;
  /** Seconds for each command; default 60. */
  readonly timeoutSeconds?: number;
  /** Seconds for QEMU's first words: it speaks to one at a time. Default: timeoutSeconds. */
  readonly greetingSeconds?: number;
}
export interface CommandOptions {
  readonly timeoutSeconds?: number;
}

interface Waiting {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class QmpClient {
  /** Resolves when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #stream = new QmpStream();
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<(event: QmpEvent) => void>();
  #greeted: (greeting: QmpGreeting) => void = () => undefined;
  #ended: Error | null = null;
  #sent = 0;
  /** "7.2.22" */
  version = '';

  private constructor(socket: Socket, { clock, timeoutSeconds = 60 }: QmpOptions) {
    this.#socket = socket;
    this.#clock = clock;
    this.#timeout = timeoutSeconds;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#end(new QmpConnectionError('QEMU has closed the connection'));
        resolve();
      });
    });
    socket.on('error', (error) => this.#end(new QmpConnectionError(`The connection to QEMU broke: ${error.message}`)));
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  /** Ready for commands. Throws QmpConnectionError when nothing answers at the socket, or not as QEMU does. */
  static async connect(path: string, options: QmpOptions): Promise<QmpClient> {
    const socket = createConnection({ path });
    const client = new QmpClient(socket, options);
    try {
      const greeting = await client.#timely<QmpGreeting>('its greeting', options.greetingSeconds ?? options.timeoutSeconds, (resolve, reject) => {
        client.#greeted = resolve;
        void client.closed.then(() => reject(client.#ended ?? new QmpConnectionError('QEMU has closed the connection')));
      });
      const { major, minor, micro } = greeting.QMP.version.qemu;
      client.version = `${major}.${minor}.${micro}`;
      await client.execute('qmp_capabilities');
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** Throws QmpError when QEMU refuses, QmpConnectionError when it does not answer in time or ends meanwhile. */
  execute<T = unknown>(command: string, args?: Readonly<Record<string, unknown>>, options: CommandOptions = {}): Promise<T> {
    const id = String((this.#sent += 1));
    return this.#timely<T>(`the answer to ${command}`, options.timeoutSeconds, (resolve, reject) => {
      if (this.#ended !== null) return reject(this.#ended);
      this.#waiting.set(id, { command, resolve: (value) => resolve(value as T), reject });
      this.#socket.write(`${JSON.stringify({ execute: command, ...(args === undefined ? {} : { arguments: args }), id })}\n`);
    }).finally(() => this.#waiting.delete(id));
  }

  onEvent(listener: (event: QmpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first event from now on that passes; null: none in time, or the connection has ended. */
  waitFor(passes: (event: QmpEvent) => boolean, timeoutSeconds: number, signal?: AbortSignal): Promise<QmpEvent | null> {
    return new Promise((resolve) => {
      const done = (event: QmpEvent | null): void => {
        cancel();
        stop();
        signal?.removeEventListener('abort', none);
        resolve(event);
      };
      const none = (): void => done(null);
      const cancel = this.#clock.after(timeoutSeconds, none);
      const stop = this.onEvent((event) => {
        if (passes(event)) done(event);
      });
      signal?.addEventListener('abort', none, { once: true });
      if (signal?.aborted) none();
      void this.closed.then(none);
    });
  }

  close(): void {
    this.#end(new QmpConnectionError('The connection to QEMU has been closed'));
    this.#socket.destroy();
  }

  #timely<T>(what: string, timeoutSeconds: number | undefined, start: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
    const seconds = timeoutSeconds ?? this.#timeout;
    return new Promise<T>((resolve, reject) => {
      const cancel = this.#clock.after(seconds, () => reject(new QmpConnectionError(`QEMU has not sent ${what} within ${seconds} s`)));
      start(
        (value) => {
          cancel();
          resolve(value);
        },
        (error) => {
          cancel();
          reject(error);
        },
      );
    });
  }

  #receive(bytes: Buffer): void {
    let messages: QmpMessage[];
    try {
      messages = this.#stream.push(bytes);
    } catch (error) {
      this.#end(new QmpConnectionError((error as Error).message));
      this.#socket.destroy();
      return;
    }
    for (const message of messages) this.#take(message);
  }

  #take(message: QmpMessage): void {
    if ('QMP' in message) this.#greeted(message);
    else if ('event' in message) for (const listener of [...this.#listeners]) listener(message);
    else {
      // An answer that came too late has nobody waiting for it.
      const waiting = message.id === undefined ? undefined : this.#waiting.get(message.id);
      if (waiting === undefined) return;
      if ('error' in message) waiting.reject(new QmpError(waiting.command, message.error.class, message.error.desc));
      else waiting.resolve(message.return);
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
