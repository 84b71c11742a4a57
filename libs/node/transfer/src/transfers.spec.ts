/** Two ends with real sockets, real TLS, real files and programs. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createSelfSigned, execaStreams, systemClock, type CertificateBundle, type Clock } from '@ganeti/runtime';
import { openSource } from './ends';
import { decodeFrames, encodeFrames } from './frames';
import { TransferKeys, Transfers, type End } from './index';

const MIB = 1 << 20;
const address = '127.0.0.1';
/** A hundred seconds pass in one. */
const clock: Clock = { ...systemClock, after: (seconds, callback) => systemClock.after(seconds / 100, callback) };

describe('transfers between nodes', () => {
  let dir: string;
  let source: Transfers;
  let target: Transfers;
  let ours: CertificateBundle;
  let theirs: CertificateBundle;
  beforeAll(async () => {
    [ours, theirs] = await Promise.all([createSelfSigned('source', 600), createSelfSigned('target', 600)]);
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ganeti-transfer-'));
    [source, target] = [new Transfers({ clock, streams: execaStreams }), new Transfers({ clock, streams: execaStreams })];
  });
  afterEach(async () => {
    await Promise.all([source.closeAll(), target.closeAll()]);
    rmSync(dir, { recursive: true });
  });

  const file = (name: string): string => join(dir, name);
  /** Data with holes: 1 MiB of noise, 2 MiB of zeros, half a MiB of noise, zeros to the end. */
  const disk = (name: string, mib = 5): string => {
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 31 + mib) % 251));
    const bytes = Buffer.alloc(mib * MIB);
    for (let at = 0; at < MIB; at += noise.length) noise.copy(bytes, at);
    for (let at = 3 * MIB; at < 3.5 * MIB; at += noise.length) noise.copy(bytes, at);
    writeFileSync(file(name), bytes);
    return file(name);
  };
  const device = (path: string): End => ({ type: 'device', path, size: statSync(path).size });
  const script = (text: string, label = 'export script'): End => {
    const program = file(`${label.replace(/\W/g, '-')}.sh`);
    writeFileSync(program, `#!/bin/sh\n${text}\n`);
    chmodSync(program, 0o755);
    return { type: 'script', script: { program, cwd: dir, env: { PATH: '/usr/bin:/bin' }, label } };
  };
  const lines: string[] = [];
  const listen = (end: End | ((scripted: boolean) => End), more: object = {}): Promise<number> =>
    target.listen('t', {
      address,
      key: theirs,
      peerCertificate: ours.certificate,
      secret: 'the secret',
      label: 'disk 0',
      connectSeconds: 600,
      endFor: async (scripted) => (typeof end === 'function' ? end(scripted) : end),
      ...more,
    });
  const send = (port: number, end: End, more: object = {}, signal = new AbortController().signal): Promise<void> =>
    source.send('t', { address, port, key: ours, peerCertificate: theirs.certificate, secret: 'the secret', compress: 'none', label: 'disk 0', end, scripted: end.type === 'script', ...more }, (line) => lines.push(line), signal);
  const blank = (name: string, mib: number, fill = 0xff): string => {
    writeFileSync(file(name), Buffer.alloc(mib * MIB, fill));
    return file(name);
  };

  // base64: any tool will do that reads standard input and takes it back with -d.
  it.each(['none', 'gzip', 'gzip-slow', 'base64'])('carry a device to a device, compressed with %s', async (compress) => {
    lines.length = 0;
    const from = disk('from');
    const port = await listen(device(blank('to', 5)));
    await send(port, device(from), { compress });
    await target.received('t', 1, () => undefined);
    expect(readFileSync(file('to')).equals(readFileSync(from))).toBe(true);
    expect(lines.at(-1)).toMatch(/^disk 0: done, 5 MiB in .* MiB\/s\)$/);
  });

  it('write zeros as holes of a dump', async () => {
    const from = disk('from', 64);
    const port = await listen({ type: 'file', path: file('dump') });
    await send(port, device(from));
    expect(readFileSync(file('dump')).equals(readFileSync(from))).toBe(true);
    expect(statSync(file('dump')).blocks * 512).toBeLessThan(4 * MIB);
  });

  it('carry what scripts say to scripts, zeros and all', async () => {
    const from = disk('from');
    const port = await listen((scripted) => (scripted ? script(`cat > ${file('to')}`, 'import script') : device(from)));
    await send(port, script(`echo ${5 * MIB} >&3; cat ${from}`));
    expect(readFileSync(file('to')).equals(readFileSync(from))).toBe(true);
  });

  it('know how much comes when a script says how many bytes', async () => {
    const { chunks, size, close } = await openSource(script('echo 4096 >&"$EXP_SIZE_FD"; head -c 4096 /dev/zero'), execaStreams);
    let bytes = 0;
    for await (const chunk of chunks) bytes += chunk.length;
    await close(false);
    expect([bytes, size()]).toEqual([4096, 4096]);
  });

  it.each<[string, (from: string) => [source: End, target: End], RegExp]>([
    ['an export script that fails', (from) => [script(`head -c 100000 ${from}; echo broken disk >&2; exit 3`), { type: 'file', path: file('to') }], /export script ended with 3; its last lines: broken disk/],
    ['an import script that fails', (from) => [device(from), script('head -c 10 >/dev/null; echo no room >&2; exit 4', 'import script')], /import script ended with 4; its last lines: no room/],
    ['an import script that does not read', (from) => [device(from), script('exit 0', 'import script')], /import script ended before it had taken everything|EPIPE/],
    ['a disk that is too small', (from) => [device(from), device(blank('to', 2))], /larger than the disk it is for \(2 MiB\)/],
    ['a directory that is not there', (from) => [device(from), { type: 'file', path: file('none/to') }], /no such file or directory/],
    ['a device that is shorter than it should be', (from) => [{ type: 'device', path: from, size: 9 * MIB }, { type: 'file', path: file('to') }], /ends after 5242880 bytes/],
  ])('fail on both sides with %s', async (_, ends, text) => {
    const [from, to] = ends(disk('from'));
    const port = await listen(to);
    const receiving = target.received('t', 600, () => undefined);
    receiving.catch(() => undefined);
    await expect(send(port, from)).rejects.toThrow(text);
    await target.close('t');
    await expect(receiving).rejects.toThrow();
    expect(statSync(file('to'), { throwIfNoEntry: false })?.size ?? 0).toBeLessThanOrEqual(2 * MIB);
  });

  it('tell the sender what is wrong at the receiver', async () => {
    const port = await listen(device(blank('to', 2)));
    await expect(send(port, device(disk('from')))).rejects.toThrow(/Sending disk 0 to 127.0.0.1:\d+ failed: The data is larger than the disk/);
  });

  it('take only the sender they know, with the secret', async () => {
    const port = await listen(device(blank('to', 5)));
    const stranger = await createSelfSigned('stranger', 600);
    const from = device(disk('from'));
    await expect(send(port, from, { key: stranger })).rejects.toThrow();
    await expect(send(port, from, { peerCertificate: stranger.certificate })).rejects.toThrow(/Cannot connect/);
    await expect(send(port, from, { secret: 'another one' })).rejects.toThrow();
    // None of them has hurt it.
    await send(port, from);
    expect(readFileSync(file('to')).equals(readFileSync(file('from')))).toBe(true);
  });

  it('begin anew when a connection breaks, and give up when nobody comes again', async () => {
    const from = disk('from', 16);
    const port = await listen({ type: 'file', path: file('to') });
    const receiving = target.received('t', 600, () => undefined);
    const relay = await brokenRelay(port, 2 * MIB);
    await expect(send(relay.port, device(from))).rejects.toThrow(/failed/);
    await send(port, device(from));
    await receiving;
    expect(readFileSync(file('to')).equals(readFileSync(from))).toBe(true);
    await target.close('t');

    const again = await listen({ type: 'file', path: file('second') });
    const lost = target.received('t', 600, () => undefined);
    lost.catch(() => undefined);
    const second = await brokenRelay(again, 2 * MIB);
    await expect(send(second.port, device(from))).rejects.toThrow(/failed/);
    await expect(lost).rejects.toThrow(/within 120 s/);
    expect(statSync(file('second'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('can be given up at either end, and leave nothing open', async () => {
    const slow = script('cat /dev/zero');
    const port = await listen({ type: 'file', path: file('to') });
    const sending = send(port, slow);
    sending.catch(() => undefined);
    await source.close('t');
    await expect(sending).rejects.toThrow(/given up/);
    const other = send(port, slow);
    other.catch(() => undefined);
    await target.close('t');
    await expect(other).rejects.toThrow();
    expect(statSync(file('to'), { throwIfNoEntry: false })).toBeUndefined();
    await expect(target.received('t', 1, () => undefined)).rejects.toThrow(/restarted/);
  });

  it('answer the same port to whoever asks again', async () => {
    const port = await listen(device(blank('to', 1)));
    expect(await listen(device(file('to')))).toBe(port);
  });

  it('do not wait for ever', async () => {
    await listen(device(blank('to', 1)), { connectSeconds: 600 });
    await expect(target.received('t', 5, () => undefined)).rejects.toThrow(/nobody connected within 5 s/);
  });

  /** Passes on so many bytes, then cuts. */
  async function brokenRelay(port: number, bytes: number): Promise<{ port: number }> {
    const server = createTcpServer((client: Socket) => {
      const onward = connectTcp(port, address);
      let left = bytes;
      client.on('data', (data) => {
        left -= data.length;
        if (left > 0) onward.write(data);
        else {
          client.destroy();
          onward.destroy();
          server.close();
        }
      });
      onward.on('data', (data) => client.write(data));
      client.on('error', () => undefined);
      onward.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    return { port: (server.address() as AddressInfo).port };
  }
});

describe('frames', () => {
  const pieces = fc.array(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.integer({ min: 1, max: 3 * MIB }).map((length) => new Uint8Array(length))), { maxLength: 6 });
  const collect = async (frames: AsyncIterable<Buffer>): Promise<Buffer> => {
    const all: Buffer[] = [];
    for await (const frame of frames) all.push(frame);
    return Buffer.concat(all);
  };
  const decode = async (bytes: Buffer, step: number): Promise<Buffer> => {
    const out: Buffer[] = [];
    await decodeFrames(
      (async function* () {
        for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
      })(),
      { write: async (data) => void out.push(Buffer.from(data)), zeros: async (length) => void out.push(Buffer.alloc(length)) },
      () => undefined,
    );
    return Buffer.concat(out);
  };
  async function* given(chunks: readonly Uint8Array[]): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }

  it('carry any bytes, cut anywhere', () =>
    fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1000, max: 100_000 }), async (chunks, step) => {
        const bytes = Buffer.concat(chunks);
        expect((await decode(await collect(encodeFrames(given(chunks), () => undefined)), step)).equals(bytes)).toBe(true);
      }),
      { numRuns: 20 },
    ));

  it('notice every damage', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 10, maxLength: 2000 }), fc.nat(), fc.integer({ min: 1, max: 255 }), async (data, place, flip) => {
        const bytes = await collect(encodeFrames(given([data]), () => undefined));
        const at = place % bytes.length;
        bytes[at] = (bytes[at] as number) ^ flip;
        await expect(decode(bytes, 100)).rejects.toThrow();
      }),
      { numRuns: 100 },
    ));
});

describe('transfer keys', () => {
  it('are kept for a restart, and go when they are too old', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'ganeti-keys-'));
    try {
      let now = systemClock.now();
      const later: Clock = { ...systemClock, now: () => now };
      const certificate = await new TransferKeys(dir, later).create('a', 100);
      const keys = new TransferKeys(dir, later);
      expect(await keys.create('a', 100)).toBe(certificate);
      expect((await keys.get('a')).certificate).toBe(certificate);
      expect(statSync(join(dir, 'a.pem')).mode & 0o777).toBe(0o600);
      now += 200;
      await keys.create('b', 100);
      await expect(keys.get('a')).rejects.toThrow(/no transfer key a/);
      await keys.remove('b');
      await keys.remove('b');
      await expect(keys.get('../b')).rejects.toThrow(/cannot be the name/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
