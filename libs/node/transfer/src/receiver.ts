/**
 * The receiving end of a transfer: a port of its own that takes one connection at a time from the one sender it knows. A connection
 * that breaks may come again for a while (the sender's daemon was restarted); everything then begins anew.
 */
import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { OpExecError } from '@ganeti/errors';
import type { CertificateBundle, Clock } from '@ganeti/runtime';
import { ByteReader, fromBlocks } from './bytes';
import { decompressed } from './compression';
import { openSink, type End, type Sink } from './ends';
import { decodeFrames } from './frames';
import { isSameCertificate } from './keys';
import { Progress, type Report } from './progress';
import type { TransferParts } from './sender';
import { blockLimit, lineLimit, prepareSocket, type Hello, type Verdict } from './wire';

export interface ReceiveOptions {
  readonly address: string;
  readonly key: CertificateBundle;
  readonly peerCertificate: string;
  readonly secret: string;
  /** For messages: "disk 0". */
  readonly label: string;
  /** Where it goes; a sender says whether it is for a script. Throws OpExecError when that cannot be taken here. */
  readonly endFor: (scripted: boolean) => Promise<End>;
  /** Seconds to wait for the sender. */
  readonly connectSeconds: number;
}

/** Seconds in which a sender may come again. */
const againSeconds = 120;
const goodbyeSeconds = 10;

export class Receiver {
  readonly #options: ReceiveOptions;
  readonly #parts: TransferParts;
  readonly #server: Server;
  readonly #outcome = resolvable();
  #socket: TLSSocket | null = null;
  #sink: Sink | null = null;
  #abandoning: Promise<void> = Promise.resolve();
  #working: Promise<void> = Promise.resolve();
  #cancelDeadline: () => void = () => undefined;
  #lastError = 'nobody connected';
  #settled = false;
  #report: Report = () => undefined;

  private constructor(options: ReceiveOptions, parts: TransferParts) {
    this.#options = options;
    this.#parts = parts;
    this.#server = createServer({
      key: options.key.key,
      cert: options.key.certificate,
      ca: [options.peerCertificate],
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    });
    this.#outcome.promise.catch(() => undefined);
    this.#server.on('secureConnection', (socket) => this.#accept(socket));
    this.#server.on('tlsClientError', () => undefined);
  }

  /** Listens on a free port. */
  static async listen(options: ReceiveOptions, parts: TransferParts): Promise<Receiver> {
    const receiver = new Receiver(options, parts);
    receiver.#server.listen(0, options.address);
    await once(receiver.#server, 'listening').catch((error: Error) => {
      throw new OpExecError(`This node cannot receive ${options.label} at ${options.address}: ${error.message}`);
    });
    receiver.#expect(options.connectSeconds);
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Resolves when everything is there; throws OpExecError when it will not come. `connectSeconds`: counted from now, unless it comes already. */
  async received(connectSeconds: number, report: Report): Promise<void> {
    this.#report = report;
    if (this.#socket === null && !this.#settled) this.#expect(connectSeconds);
    await this.#outcome.promise;
  }

  /** Whatever is under way ends; resolves when nothing of it is left open. */
  async close(): Promise<void> {
    this.#settle(new OpExecError(`Receiving ${this.#options.label} was given up`));
    await this.#working;
  }

  #abandon(): Promise<void> {
    const sink = this.#sink;
    this.#sink = null;
    if (sink !== null) this.#abandoning = sink.abandon().catch(() => undefined);
    return this.#abandoning;
  }

  /** Gives up when no sender comes in this time. */
  #expect(seconds: number): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#parts.clock.after(seconds, () =>
      this.#settle(new OpExecError(`Receiving ${this.#options.label} failed: ${this.#lastError} within ${seconds} s`)),
    );
  }

  #settle(error: Error | null): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#cancelDeadline();
    this.#server.close();
    if (error !== null) {
      this.#socket?.destroy();
      void this.#abandon();
    }
    if (error === null) this.#outcome.resolve();
    else this.#outcome.reject(error);
  }

  #accept(socket: TLSSocket): void {
    socket.on('error', () => undefined);
    if (!isSameCertificate(socket.getPeerX509Certificate(), this.#options.peerCertificate)) {
      socket.destroy();
      return;
    }
    // The sender knows best: when it comes again, what it began before is over.
    this.#socket?.destroy();
    this.#socket = socket;
    this.#working = this.#working.then(async () => {
      if (!this.#settled) await this.#receive(socket);
      socket.destroy();
      if (this.#socket === socket) this.#socket = null;
    });
  }

  async #receive(socket: TLSSocket): Promise<void> {
    const { label } = this.#options;
    /** From here on what goes wrong is not the connection. */
    let isOurs = false;
    const reader = new ByteReader(prepareSocket(socket));
    try {
      const hello = await this.#hello(reader);
      this.#cancelDeadline();
      const progress = new Progress(this.#parts.clock, label, (message, percent) => this.#report(message, percent));
      isOurs = true;
      const opened = (this.#sink = await openSink(await this.#options.endFor(hello.scripted), this.#parts.streams));
      isOurs = false;
      const stream = decompressed(fromBlocks(reader, blockLimit), hello.compress, this.#parts.streams);
      const total = await decodeFrames(
        stream,
        {
          write: (data) => ours(opened.write(data)),
          zeros: (length) => ours(opened.zeros(length)),
        },
        (bytes) => progress.at(bytes, null),
      );
      isOurs = true;
      await opened.finish();
      this.#sink = null;
      progress.done();
      await say(socket, { ok: true, bytes: total });
      this.#settle(null);
    } catch (error) {
      await this.#abandon();
      const cause = error instanceof OurFault ? error.cause : error;
      this.#lastError = (cause as Error).message;
      if (isOurs || error instanceof OurFault || cause instanceof OpExecError) {
        await say(socket, { ok: false, error: this.#lastError });
        // Closed with data unread, the connection would take the answer with it.
        await reader.release();
        await ended(socket, this.#parts.clock);
        this.#settle(new OpExecError(`Receiving ${label} failed: ${this.#lastError}`));
      } else if (!this.#settled && this.#socket === socket) {
        this.#expect(againSeconds);
      }
    }
  }

  async #hello(reader: ByteReader): Promise<Hello> {
    const hello = JSON.parse(await reader.line(lineLimit)) as Partial<Hello>;
    const [given, expected] = [hello.secret ?? '', this.#options.secret].map((text) => Buffer.from(text)) as [Buffer, Buffer];
    if (hello.version !== 1 || given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('a stranger connected');
    return { version: 1, secret: '', compress: hello.compress ?? 'none', scripted: hello.scripted === true };
  }
}

function resolvable(): { readonly promise: Promise<void>; readonly resolve: () => void; readonly reject: (error: Error) => void } {
  let [resolve, reject]: [() => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<void>((onDone, onError) => ([resolve, reject] = [onDone, onError]));
  return { promise, resolve, reject };
}

/** The place the data goes to has failed, whatever class its error has. */
class OurFault extends Error {}
const ours = (work: Promise<void>): Promise<void> =>
  work.catch((error: unknown) => {
    throw new OurFault('', { cause: error });
  });

function say(socket: TLSSocket, verdict: Verdict): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.end(`${JSON.stringify(verdict)}\n`, () => resolve());
    socket.once('close', () => resolve());
  });
}

/** The other side has closed, or had its time to. */
function ended(socket: TLSSocket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(goodbyeSeconds, () => socket.destroy());
    socket.once('close', () => {
      cancel();
      resolve();
    });
    socket.resume();
    if (socket.destroyed) resolve();
  });
}
