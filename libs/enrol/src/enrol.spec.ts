/** A machine at the master's door, over real TLS. */
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { certificateRole, createCa, issueCertificate, requestCertificate, systemClock, type CertificateBundle, type Clock } from '@ganeti/runtime';
import { nodeProtocolVersion, release } from '@ganeti/objects';
import { formatToken, openDoor, parseToken, requestToJoin, type Door, type JoinRequest } from './index';

let ca: CertificateBundle;
let master: CertificateBundle;
let door: Door;
let visits: (string | null)[];
const node = { uuid: 'uuid-2', name: 'node2.example.com', address: '192.0.2.12', port: 1811 };
const cluster = { cluster_name: 'cluster.example.com', simulated: false, directories: ['/srv/files'] };

beforeAll(async () => {
  ca = await createCa('cluster', 10);
  master = await issueCertificate(ca, { commonName: 'master', role: 'master', days: 10 });
});
const open = (more: object = {}): Promise<Door> =>
  openDoor({ ca, master, address: '127.0.0.1', port: 0, node, cluster, clock: systemClock, onVisit: (_from, refusal) => void visits.push(refusal), ...more });
beforeEach(async () => {
  visits = [];
  door = await open();
});
afterEach(() => door.close());

const join = (token = door.token, addresses = ['127.0.0.1', node.address], clock: Clock = systemClock) => requestToJoin(parseToken(token), addresses, clock);

it('gives a certificate for a key that has never left the machine, also when the machine comes again', async () => {
  const first = await join();
  expect(first.answer).toEqual({ ...cluster, certificate: first.bundle.certificate, ca: ca.certificate, node_name: node.name, address: node.address, port: node.port });
  const certificate = new X509Certificate(first.bundle.certificate);
  expect(certificate.checkPrivateKey(createPrivateKey(first.bundle.key))).toBe(true);
  expect(certificate.verify(new X509Certificate(ca.certificate).publicKey)).toBe(true);
  expect([certificateRole(first.bundle.certificate), certificate.checkIP(node.address), certificate.checkHost(node.name)]).toEqual([{ node: 'uuid-2' }, node.address, node.name]);
  const second = await join();
  expect(second.bundle.key).not.toBe(first.bundle.key);
  expect(certificateRole(second.bundle.certificate)).toEqual({ node: 'uuid-2' });
  expect(visits).toEqual([null, null]);
});

it('refuses who has another secret, the wrong time, or another address, and says why', async () => {
  const stranger = formatToken({ ...parseToken(door.token), secret: 'A'.repeat(22) });
  await expect(join(stranger)).rejects.toThrow(/refuses: The token is not the one/);
  const at = (seconds: number): Clock => ({ ...systemClock, now: () => systemClock.now() + seconds });
  await expect(join(undefined, undefined, at(500))).rejects.toThrow(/clock of node2\.example\.com is (499|500) s ahead of the master's/);
  await expect(join(undefined, undefined, at(-500))).rejects.toThrow(/behind the master's/);
  await expect(join(undefined, ['127.0.0.1', '192.0.2.99'])).rejects.toThrow(/has the address 192\.0\.2\.12, the machine has 192\.0\.2\.99; correct/);
  expect(visits).not.toContain(null);
});

it('believes in no master of another authority, and tells it nothing', async () => {
  const other = await createCa('other', 10);
  const impostor = await open({ ca: other, master: await issueCertificate(other, { commonName: 'master', role: 'master', days: 10 }) });
  const { port } = parseToken(impostor.token);
  await expect(join(formatToken({ ...parseToken(door.token), port }))).rejects.toThrow(/is not the master of the token's cluster/);
  await impostor.close();
  // A node of the cluster is no master either.
  const nobody = await open({ master: await issueCertificate(ca, { commonName: 'node3', role: { node: 'uuid-3' }, days: 10 }) });
  await expect(join(nobody.token)).rejects.toThrow(/it is no master/);
  await nobody.close();
  expect(visits).toEqual([]);
});

it('ends with the command that waits', async () => {
  const { token } = door;
  await door.close();
  await expect(join(token)).rejects.toThrow(/cannot be reached.*is gnt node add still waiting/);
});

async function say(body: string, method = 'POST'): Promise<[number | undefined, unknown]> {
  const { port } = parseToken(door.token);
  const answer = await new Promise<[number | undefined, string]>((resolve, reject) => {
    const outgoing = httpsRequest({ host: '127.0.0.1', port, path: '/join', method, rejectUnauthorized: false }, (response) => void text(response).then((said) => resolve([response.statusCode, said]), reject));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
  return [answer[0], JSON.parse(answer[1])];
}

it('says which release to install, and survives nonsense', async () => {
  const { request } = await requestCertificate('a node');
  const good: JoinRequest = { secret: parseToken(door.token).secret, request, release, protocol_version: nodeProtocolVersion, now: systemClock.now(), addresses: [node.address] };
  expect(await say(JSON.stringify({ ...good, release: '9.9', protocol_version: 99 }))).toEqual([409, { error: expect.stringMatching(/node2.example.com has release 9\.9 \(protocol 99\), the master .*install the same release/) }]);
  expect(await say('{"secret":')).toEqual([400, { error: expect.stringMatching(/cannot be understood/) }]);
  expect(await say('', 'GET')).toMatchObject([404, {}]);
  expect(await say('x'.repeat(100_000))).toMatchObject([413, {}]);
  expect((await say(JSON.stringify({ ...good, request: 'no request' })))[0]).toBe(500);
  expect((await say(JSON.stringify(good)))[0]).toBe(200);
});

it('takes its own tokens, and nothing else', () => {
  const base64url = (length: number) => fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: length, maxLength: length });
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 65_535 }), base64url(43), base64url(22), (address, port, caDigest, secret) => {
      const token = { address, port, caDigest, secret };
      expect(parseToken(` ${formatToken(token)}\n`)).toEqual(token);
    }),
  );
  fc.assert(fc.property(fc.string(), (word) => void expect(() => parseToken(word)).toThrow(/no join token/)));
  expect(() => parseToken(door.token.slice(0, -1))).toThrow(/copy it whole/);
});
