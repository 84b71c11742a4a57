/** The new machine's side: it knows the master by the authority in the token, and asks for its certificate. */
import { createHash, X509Certificate } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { nodeProtocolVersion, release } from '@ganeti/objects';
import { certificateRole, requestCertificate, type CertificateBundle, type Clock } from '@ganeti/runtime';
import { JOIN_PATH, joinAnswer, joinRefusal, type JoinAnswer, type JoinRequest } from './exchange';
import type { JoinToken } from './token';

const TIMEOUT_SECONDS = 30;

/** Where, why, and what to do. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
}

export interface Joined {
  readonly answer: JoinAnswer;
  readonly bundle: CertificateBundle;
}

/** `addresses`: those this machine has. The key is made here, and never leaves. Nothing is written. Throws JoinError. */
export async function requestToJoin(token: JoinToken, addresses: readonly string[], clock: Clock): Promise<Joined> {
  const ca = await authority(token);
  const { request, key } = await requestCertificate('a node');
  const body: JoinRequest = { secret: token.secret, request, release, protocol_version: nodeProtocolVersion, now: clock.now(), addresses: [...addresses] };
  const { status, said } = await post(token, ca, JSON.stringify(body));
  const value = parse(said);
  const refusal = joinRefusal.safeParse(value);
  if (refusal.success) throw new JoinError(`The master refuses: ${refusal.data.error}`);
  const answer = joinAnswer.safeParse(value);
  if (status !== 200 || !answer.success) throw new JoinError(`The master's answer (${status}) cannot be understood; install the release of the master`);
  return { answer: answer.data, bundle: { certificate: answer.data.certificate, key } };
}

/** The cluster's CA as the master shows it, if it is that of the token. No secret is said before. */
function authority(token: JoinToken): Promise<string> {
  const { address, port, caDigest } = token;
  return new Promise((resolve, reject) => {
    // Whoever it is: the chain is compared with the digest, and the next connection trusts nothing else.
    const socket = connect({ host: address, port, rejectUnauthorized: false, timeout: TIMEOUT_SECONDS * 1000 }, () => {
      const found = chain(socket.getPeerCertificate(true)).find((raw) => createHash('sha256').update(raw).digest('base64url') === caDigest);
      socket.end();
      if (found !== undefined) resolve(new X509Certificate(found).toString());
      else reject(new JoinError(`What listens at ${address}:${port} is not the master of the token's cluster; check the address, then ask for a new token`));
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', (error: Error) => reject(unreachable(token, error)));
  });
}

function chain(certificate: DetailedPeerCertificate): Buffer[] {
  const all: Buffer[] = [];
  for (let each: DetailedPeerCertificate | undefined = certificate; each?.raw !== undefined; each = each.issuerCertificate) {
    if (all.some((raw) => raw.equals(each?.raw ?? Buffer.alloc(0)))) break;
    all.push(each.raw);
  }
  return all;
}

function post(token: JoinToken, ca: string, body: string): Promise<{ status: number; said: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(
      {
        host: token.address,
        port: token.port,
        path: JOIN_PATH,
        method: 'POST',
        ca,
        timeout: TIMEOUT_SECONDS * 1000,
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
        checkServerIdentity: (_host, { raw }) => (certificateRole(raw) === 'master' ? undefined : new Error('it is no master')),
      },
      (response) => void text(response).then((said) => resolve({ status: response.statusCode ?? 0, said }), reject),
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.once('error', (error) => reject(unreachable(token, error)));
    outgoing.end(body);
  });
}

function unreachable({ address, port }: JoinToken, error: Error): JoinError {
  return new JoinError(`The master cannot be reached at ${address}:${port} (${error.message}); is gnt node add still waiting there, and does a firewall let this through? A token ends with it`);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
