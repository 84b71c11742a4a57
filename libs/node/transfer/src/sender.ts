/** The sending end of a transfer. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connect, type TLSSocket } from 'node:tls';
import { OpExecError } from '@ganeti/errors';
import type { CertificateBundle, Clock, ProcessStreams } from '@ganeti/runtime';
import { ByteReader, toBlocks } from './bytes';
import { compressed } from './compression';
import { openSource, type End } from './ends';
import { encodeFrames } from './frames';
import { isSameCertificate } from './keys';
import { Progress, type Report } from './progress';
import { lineLimit, prepareSocket, type Hello, type Verdict } from './wire';

export interface SendOptions {
  readonly address: string;
  readonly port: number;
  readonly key: CertificateBundle;
  /** PEM; the very certificate the other side has to show. */
  readonly peerCertificate: string;
  readonly secret: string;
  readonly compress: string;
  readonly end: End;
  /** It was or is made by an export script. */
  readonly scripted: boolean;
  /** For messages: "disk 0". */
  readonly label: string;
}

export interface TransferParts {
  readonly clock: Clock;
  readonly streams: ProcessStreams;
}

const connectSeconds = 30;

/** Resolves when the other side has everything and says so. Throws OpExecError. */
export async function send(options: SendOptions, { clock, streams }: TransferParts, report: Report, signal: AbortSignal): Promise<void> {
  const { address, port, label, compress } = options;
  signal.throwIfAborted();
  const socket = await connected(options);
  const stop = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  // The signal may have come while the connection was made.
  if (signal.aborted) stop();
  const progress = new Progress(clock, label, report);
  let source: Awaited<ReturnType<typeof openSource>> | null = null;
  try {
    const answer = verdict(socket);
    // Whoever fails before it is looked at has said enough.
    answer.catch(() => undefined);
    source = await openSource(options.end, streams);
    const { size, chunks } = source;
    const hello: Hello = { version: 1, secret: options.secret, compress, scripted: options.scripted };
    socket.write(`${JSON.stringify(hello)}\n`);
    const frames = encodeFrames(chunks, (bytes) => progress.at(bytes, size()));
    const writing = pipeline(Readable.from(toBlocks(compressed(frames, compress, streams)), { objectMode: true, highWaterMark: 2 }), socket, { end: false });
    // A refusal may come before the end of the data; it says more than the broken pipe.
    const broken = writing.then(
      () => null,
      (error: unknown) => {
        socket.destroy();
        return error;
      },
    );
    const said = await answer.catch(async (error: unknown) => {
      // Nobody is there to take more.
      socket.destroy();
      throw (await broken) ?? error;
    });
    if (!said.ok) throw new OpExecError(said.error);
    await writing;
    const ended = source;
    source = null;
    await ended.close(false);
    progress.done();
  } catch (error) {
    signal.throwIfAborted();
    throw new OpExecError(`Sending ${label} to ${address}:${port} failed: ${(error as Error).message}`);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
    await source?.close(true).catch(() => undefined);
  }
}

async function connected({ address, port, key, peerCertificate, label }: SendOptions): Promise<TLSSocket> {
  const socket = connect({
    host: address,
    port,
    key: key.key,
    cert: key.certificate,
    ca: [peerCertificate],
    minVersion: 'TLSv1.3',
    // Told apart by certificate, not by name.
    checkServerIdentity: () => undefined,
  });
  socket.setTimeout(connectSeconds * 1000, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'secureConnect');
    if (!isSameCertificate(socket.getPeerX509Certificate(), peerCertificate)) throw new Error('the other side shows a certificate that is not the expected one');
  } catch (error) {
    socket.destroy();
    throw new OpExecError(`Cannot connect to ${address}:${port} to send ${label}: ${(error as Error).message}; is the receiving node still waiting?`);
  }
  socket.setTimeout(0);
  return socket;
}

async function verdict(socket: TLSSocket): Promise<Verdict> {
  return JSON.parse(await new ByteReader(prepareSocket(socket)).line(lineLimit)) as Verdict;
}
