/** Where the data of a transfer comes from and goes to: a device, a file, a script of an OS definition. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { OpExecError } from '@ganeti/errors';
import type { ProcessStreams, StreamedProcess } from '@ganeti/runtime';
import { decompressed } from './compression';
import { CHUNK, zeroChunks, type FrameTarget } from './frames';

const MIB = 1 << 20;

export interface Script {
  readonly program: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** For messages: "export script of OS debian". */
  readonly label: string;
  /** Takes out of what it says what nobody may see. */
  readonly shown?: (text: string) => string;
  /** Each line of its standard error. */
  readonly onLine?: (line: string) => void;
}

export type End =
  /** `size`: bytes. */
  | { readonly type: 'device'; readonly path: string; readonly size: number }
  /** `compression`: it is read through this tool's inverse (compression.ts). */
  | { readonly type: 'file'; readonly path: string; readonly compression?: string }
  | { readonly type: 'script'; readonly script: Script };

export interface Source {
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes that are to come; null: not known (yet). */
  readonly size: () => number | null;
  /** Lets go of everything. Throws when the source did not end well. */
  close(failed: boolean): Promise<void>;
}

export interface Sink extends FrameTarget {
  /** Everything has come: makes it durable, and sees that it was taken. */
  finish(): Promise<void>;
  /** Lets go of everything that was begun. */
  abandon(): Promise<void>;
}

export async function openSource(end: End, streams: ProcessStreams): Promise<Source> {
  if (end.type === 'script') return scriptSource(end.script, streams);
  const handle = await open(end.path, 'r');
  const size = end.type === 'device' ? end.size : (await handle.stat()).size;
  const bytes = read(handle, size, end.path);
  const packed = end.type === 'file' && (end.compression ?? 'none') !== 'none';
  return {
    chunks: end.type === 'file' ? decompressed(bytes, end.compression ?? 'none', streams) : bytes,
    size: () => (packed ? null : size),
    close: () => handle.close(),
  };
}

async function* read(handle: FileHandle, size: number, path: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, Math.min(CHUNK, size - at), at);
    if (bytesRead === 0) throw new OpExecError(`${path} ends after ${at} bytes; it should have ${size}`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The script may say how many bytes it will send, on the descriptor that EXP_SIZE_FD names. */
function scriptSource(script: Script, streams: ProcessStreams): Source {
  const child = streams.open(script.program, [], { cwd: script.cwd, env: { ...script.env, EXP_SIZE_FD: '3' }, onLine: script.onLine, thirdOutput: true });
  child.input.end();
  let said = '';
  child.third?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(0, 32)));
  child.third?.on('error', () => undefined);
  return {
    // A script that fails has sent too little: the other side must not take it for everything.
    chunks: (async function* () {
      yield* child.output as AsyncIterable<Buffer>;
      await endOf(child, script, false);
    })(),
    size: () => (/^\d+\n/.test(said) ? Number.parseInt(said, 10) : null),
    close: async (failed) => {
      if (failed) child.stop();
      await endOf(child, script, failed);
    },
  };
}

export async function openSink(end: End, streams: ProcessStreams): Promise<Sink> {
  if (end.type === 'script') return scriptSink(end.script, streams);
  return end.type === 'device' ? deviceSink(end.path, end.size) : fileSink(end.path);
}

async function deviceSink(path: string, size: number): Promise<Sink> {
  const handle = await open(path, 'r+');
  // A file can be emptied at once; what a block device held before has to be overwritten.
  const stat = await handle.stat();
  const isEmpty = stat.isFile();
  if (isEmpty) {
    await handle.truncate(0);
    await handle.truncate(stat.size);
  }
  let at = 0;
  const advance = (length: number): number => {
    if (at + length > size) throw new OpExecError(`The data is larger than the disk it is for (${size / MIB} MiB); make the disk larger`);
    at += length;
    return at - length;
  };
  return {
    write: (data) => writeAll(handle, data, advance(data.length)),
    zeros: async (length) => {
      let place = advance(length);
      if (isEmpty) return;
      for (const chunk of zeroChunks(length)) {
        await writeAll(handle, chunk, place);
        place += chunk.length;
      }
    },
    finish: async () => {
      await handle.sync();
      await handle.close();
    },
    abandon: () => handle.close(),
  };
}

async function fileSink(path: string): Promise<Sink> {
  const handle = await open(path, 'w', 0o600);
  let at = 0;
  return {
    write: async (data) => {
      await writeAll(handle, data, at);
      at += data.length;
    },
    // Zeros are left out: the file gets a hole.
    zeros: async (length) => void (at += length),
    finish: async () => {
      await handle.truncate(at);
      await handle.sync();
      await handle.close();
    },
    abandon: async () => {
      await handle.close();
      await rm(path, { force: true });
    },
  };
}

function scriptSink(script: Script, streams: ProcessStreams): Sink {
  const child = streams.open(script.program, [], { cwd: script.cwd, env: script.env, onLine: script.onLine });
  child.output.resume();
  const write = async (data: Buffer): Promise<void> => {
    if (!child.input.destroyed && child.input.write(data)) return;
    if (!child.input.destroyed) await drained(child.input);
    if (!child.input.destroyed) return;
    await endOf(child, script, false);
    throw new OpExecError(`The ${script.label} ended before it had taken everything`);
  };
  return {
    write,
    zeros: async (length) => {
      for (const chunk of zeroChunks(length)) await write(chunk);
    },
    finish: async () => {
      child.input.end();
      await endOf(child, script, false);
    },
    abandon: async () => {
      child.stop();
      await endOf(child, script, true);
    },
  };
}

/** It takes more, or will never take anything again. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

/** `ignore`: it was stopped on purpose. */
async function endOf(child: StreamedProcess, script: Script, ignore: boolean): Promise<void> {
  const { exitCode, signal, stderr } = await child.ended.catch((error: Error) => {
    throw new OpExecError(`The ${script.label} cannot be started: ${error.message}`);
  });
  if (ignore || exitCode === 0) return;
  const how = exitCode === null ? `was ended by ${signal ?? 'a signal'}` : `ended with ${exitCode}`;
  const said = (script.shown?.(stderr) ?? stderr).trim().split('\n').slice(-5).join(' | ');
  throw new OpExecError(`The ${script.label} ${how}${said === '' ? '' : `; its last lines: ${said}`}`);
}

async function writeAll(handle: FileHandle, data: Buffer, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}
