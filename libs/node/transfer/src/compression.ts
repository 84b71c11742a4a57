/** Makes data smaller on its way: gzip by ourselves, other tools as programs that read standard input and know `-d`. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { OpExecError } from '@ganeti/errors';
import type { ProcessStreams } from '@ganeti/runtime';

const levels: Readonly<Record<string, number>> = { gzip: 1, 'gzip-fast': 1, 'gzip-slow': constants.Z_DEFAULT_COMPRESSION };
const toolName = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

type Pieces = AsyncIterable<Buffer>;

/** `tool`: `none` or empty changes nothing. */
export function compressed(pieces: Pieces, tool: string, streams: ProcessStreams): Pieces {
  if (tool === '' || tool === 'none') return pieces;
  const level = levels[tool];
  if (level !== undefined) return throughStream(pieces, () => createGzip({ level }));
  return throughProgram(pieces, tool, [], streams);
}

export function decompressed(pieces: Pieces, tool: string, streams: ProcessStreams): Pieces {
  if (tool === '' || tool === 'none') return pieces;
  if (levels[tool] !== undefined) return throughStream(pieces, () => createGunzip());
  return throughProgram(pieces, tool, ['-d'], streams);
}

async function* throughStream(pieces: Pieces, make: () => NodeJS.ReadWriteStream): AsyncGenerator<Buffer> {
  const stream = make() as NodeJS.ReadWriteStream & AsyncIterable<Buffer>;
  const feeding = pipeline(Readable.from(pieces), stream);
  // Its failure is met by whoever reads the stream.
  feeding.catch(() => undefined);
  yield* stream;
  await feeding;
}

async function* throughProgram(pieces: Pieces, tool: string, args: readonly string[], streams: ProcessStreams): AsyncGenerator<Buffer> {
  if (!toolName.test(tool)) throw new OpExecError(`"${tool}" cannot be the name of a compression tool`);
  const child = streams.open(tool, args, { env });
  const feeding = pipeline(Readable.from(pieces), child.input);
  feeding.catch(() => child.stop());
  try {
    yield* child.output as AsyncIterable<Buffer>;
    const { exitCode, stderr } = await child.ended.catch((error: Error) => {
      throw new OpExecError(`The compression tool ${tool} cannot be started on this node: ${error.message}`);
    });
    await feeding;
    if (exitCode !== 0) throw new OpExecError(`The compression tool ${tool} failed: ${stderr.trim() || `it ended with ${exitCode}`}`);
  } finally {
    child.stop();
  }
}
