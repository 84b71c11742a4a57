import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CertificateBundle,
  belongTogether,
  certificateDigest,
  certificateRole,
  certificateValidity,
  certificatesIn,
  certifyRequest,
  createCa,
  issueCertificate,
  readBundle,
  requestCertificate,
  writeBundle,
} from './tls';

const uuid = '6f1c1f6e-8c0a-4a0e-9c39-0d3e6a1f3f11';
let ca: CertificateBundle;
beforeAll(async () => {
  ca = await createCa('cluster.example.com', 3650);
});

describe('certificates', () => {
  it('are signed by the authority that issued them, and by no other', async () => {
    const other = await createCa('cluster.example.com', 3650);
    const node = await issueCertificate(ca, { commonName: 'node1.example.com', role: { node: uuid }, days: 10 });
    const certificate = new X509Certificate(node.certificate);
    expect(certificate.verify(new X509Certificate(ca.certificate).publicKey)).toBe(true);
    expect(certificate.verify(new X509Certificate(other.certificate).publicKey)).toBe(false);
    expect(certificate.checkIssued(new X509Certificate(ca.certificate))).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(new X509Certificate(ca.certificate).ca).toBe(true);
  });

  it('say by URI what their holder is', async () => {
    const node = await issueCertificate(ca, { commonName: 'node1.example.com', role: { node: uuid }, days: 10 });
    const master = await issueCertificate(ca, { commonName: 'cluster.example.com', role: 'master', days: 10 });
    expect(certificateRole(node.certificate)).toEqual({ node: uuid });
    expect(certificateRole(new X509Certificate(master.certificate).raw)).toBe('master');
    expect(certificateRole(ca.certificate)).toBeNull();
  });

  it('are valid for the given names and addresses, and for the given time', async () => {
    const rapi = await issueCertificate(ca, {
      commonName: 'cluster.example.com',
      role: 'rapi',
      names: ['localhost'],
      addresses: ['127.0.0.1', '::1'],
      days: 10,
    });
    const certificate = new X509Certificate(rapi.certificate);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkHost('cluster.example.com')).toBe('cluster.example.com');
    expect(certificate.checkHost('elsewhere.example.com')).toBeUndefined();
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('::1')).toBeDefined();
    const { notBefore, notAfter } = certificateValidity(rapi.certificate);
    const now = Date.now() / 1000;
    expect(notBefore).toBeLessThan(now);
    expect(notAfter - now).toBeGreaterThan(9.9 * 86_400);
    expect(notAfter - now).toBeLessThan(10.1 * 86_400);
  });

  it('are made for a key the authority never sees', async () => {
    const { key, request } = await requestCertificate('node1.example.com');
    const certificate = await certifyRequest(ca, request, { commonName: 'node1.example.com', role: { node: uuid }, addresses: ['127.0.0.1'], days: 10 });
    expect(new X509Certificate(certificate).verify(new X509Certificate(ca.certificate).publicKey)).toBe(true);
    expect(certificateRole(certificate)).toEqual({ node: uuid });
    expect(belongTogether({ certificate, key })).toBe(true);
    expect(belongTogether({ certificate: ca.certificate, key })).toBe(false);
    expect(certificatesIn(`${ca.certificate}junk\n${certificate}`)).toEqual([ca.certificate, certificate].map((pem) => `${pem.trimEnd()}\n`));
  });

  it('have a digest that is SHA-256 of the DER form', async () => {
    const digest = certificateDigest(ca.certificate);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(certificateDigest(new X509Certificate(ca.certificate).raw)).toBe(digest);
  });
});

describe('bundles', () => {
  let dir: string;
  beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'ganeti-tls-'))));
  afterEach(() => rm(dir, { recursive: true }));

  it('are kept in one private file', async () => {
    const path = join(dir, 'sub', 'server.pem');
    await writeBundle(path, ca);
    expect(await readBundle(path)).toEqual(ca);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('without a key are refused, naming the file', async () => {
    const path = join(dir, 'server.pem');
    await writeFile(path, ca.certificate);
    await expect(readBundle(path)).rejects.toThrow(path);
  });
});
