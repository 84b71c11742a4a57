/** The master's side: a door that is open while somebody waits for one certain machine. */
import { createHash, randomBytes, timingSafeEqual, X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Transform } from 'node:stream';
import { nodeProtocolVersion, release } from '@ganeti/objects';
import { certifyRequest, type CertificateBundle, type Clock } from '@ganeti/runtime';
import { JOIN_LIMIT, JOIN_PATH, joinRequest, type JoinAnswer, type JoinRequest } from './exchange';
import { formatToken } from './token';

/** Seconds by which a machine's clock may differ. */
const MAX_SKEW = 150;
/** Ten years, as of the first node. */
const DAYS = 3650;
const TIMEOUT_SECONDS = 30;

export interface DoorOptions {
  readonly ca: CertificateBundle;
  /** What the master shows: its client certificate, which says that it is the master. */
  readonly master: CertificateBundle;
  /** Where it listens; port 0: any. */
  readonly address: string;
  readonly port: number;
  /** The machine that is waited for. */
  readonly node: { readonly uuid: string; readonly name: string; readonly address: string; readonly port: number };
  readonly cluster: Pick<JoinAnswer, 'cluster_name' | 'simulated' | 'directories'>;
  readonly clock: Clock;
  /** Somebody came: `null` let in, otherwise why not. */
  readonly onVisit: (from: string, refusal: string | null) => void;
}

export interface Door {
  readonly token: string;
  close(): Promise<void>;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Throws when the address cannot be listened on. The same machine may come again: its last try may have been broken off. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { ca, master, address } = options;
  const secret = randomBytes(16).toString('base64url');
  const server = createServer({ key: master.key, cert: master.certificate + ca.certificate, minVersion: 'TLSv1.2', requestTimeout: TIMEOUT_SECONDS * 1000 }, (request, response) => {
    const from = request.socket.remoteAddress ?? '';
    answer(options, secret, request).then(
      (granted) => {
        options.onVisit(from, null);
        send(response, 200, granted);
      },
      (error: unknown) => {
        const refusal = error instanceof Refusal ? error : new Refusal(500, error instanceof Error ? error.message : String(error));
        options.onVisit(from, refusal.message);
        send(response, refusal.status, { error: refusal.message });
      },
    );
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, address, resolve);
  });
  const { port } = server.address() as { port: number };
  const caDigest = createHash('sha256').update(new X509Certificate(ca.certificate).raw).digest('base64url');
  return {
    token: formatToken({ address, port, caDigest, secret }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answer(options: DoorOptions, secret: string, incoming: IncomingMessage): Promise<JoinAnswer> {
  if (incoming.method !== 'POST' || incoming.url !== JOIN_PATH) throw new Refusal(404, 'There is nothing here but joining');
  const parsed = joinRequest.safeParse(parse(await limited(incoming)));
  if (!parsed.success) throw new Refusal(400, 'The request cannot be understood; install the release of the master');
  if (!equal(parsed.data.secret, secret)) throw new Refusal(403, 'The token is not the one that is waited for, or was used before; gnt node add on the master prints a new one');
  check(options, parsed.data);
  const { ca, node, cluster } = options;
  const certificate = await certifyRequest(ca, parsed.data.request, { commonName: node.name, role: { node: node.uuid }, addresses: [node.address], names: [node.name], days: DAYS });
  return { certificate, ca: ca.certificate, ...cluster, node_name: node.name, address: node.address, port: node.port };
}

/** Throws Refusal. */
function check({ node, clock }: DoorOptions, said: JoinRequest): void {
  if (said.protocol_version !== nodeProtocolVersion) {
    throw new Refusal(409, `${node.name} has release ${said.release} (protocol ${said.protocol_version}), the master ${release} (protocol ${nodeProtocolVersion}); install the same release`);
  }
  const skew = Math.round(said.now - clock.now());
  if (Math.abs(skew) > MAX_SKEW) throw new Refusal(409, `The clock of ${node.name} is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the master's; set it right`);
  const loopback = node.address.startsWith('127.') && said.addresses.some((each) => each.startsWith('127.'));
  if (!said.addresses.includes(node.address) && !loopback) {
    throw new Refusal(409, `For the master ${node.name} has the address ${node.address}, the machine has ${said.addresses.filter((each) => each !== '127.0.0.1' && each !== '::1').join(', ') || 'none'}; correct DNS or /etc/hosts on the master, or the machine`);
  }
}

function limited(stream: IncomingMessage): Promise<string> {
  let size = 0;
  const limit = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      done(size > JOIN_LIMIT ? new Refusal(413, 'The request is too long') : null, chunk);
    },
  });
  stream.on('error', (error) => limit.destroy(error));
  return text(stream.pipe(limit));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function equal(a: string, b: string): boolean {
  const [one, two] = [a, b].map((each) => createHash('sha256').update(each).digest()) as [Buffer, Buffer];
  return timingSafeEqual(one, two);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify(body));
}
