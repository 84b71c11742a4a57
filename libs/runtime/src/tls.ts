/**
 * The cluster's certificates: an own CA, and below it one certificate per node, one for the master's calls, one for rapi.
 * ECDSA P-256; who the holder is stands in a URI name (urn:ganeti:node:<uuid>, urn:ganeti:role:master).
 */
import { X509Certificate, createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type * as X509 from '@peculiar/x509';
import { writeFileDurably } from './files';
import { installReflectMetadata } from './reflect-metadata';

/** PEM texts. */
export interface CertificateBundle {
  readonly certificate: string;
  readonly key: string;
}

export type CertificateRole = { readonly node: string } | 'master' | 'rapi';

export interface CertificateRequest {
  readonly commonName: string;
  readonly role: CertificateRole;
  /** IP addresses and host names it is valid for. */
  readonly addresses?: readonly string[];
  readonly names?: readonly string[];
  readonly days: number;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const masterUri = 'urn:ganeti:role:master';
const rapiUri = 'urn:ganeti:role:rapi';
const nodeUriPrefix = 'urn:ganeti:node:';
/** Clocks of machines in a cluster differ; a fresh certificate must not be "not yet valid" on any of them. */
const backdateSeconds = 3600;

/** Loaded when first needed: only cluster init and node add make certificates. */
async function x509(): Promise<typeof X509> {
  installReflectMetadata();
  return await import('@peculiar/x509');
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - backdateSeconds * 1000), notAfter: new Date(now + days * 86_400_000) };
}

/** 127 random bits, never zero, positive in DER. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString('hex');
}

/** `,` and `=` and the like have a meaning in distinguished names; as a JSON name the text is taken as it is. */
const distinguishedName = (commonName: string): { CN: string[] }[] => [{ CN: [commonName] }];

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${(der.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n`;
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

/** A new authority for a cluster. */
export async function createCa(name: string, days: number): Promise<CertificateBundle> {
  const x = await x509();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: distinguishedName(name),
      ...validity(days),
      signingAlgorithm: algorithm,
      keys: keys,
      extensions: [
        new x.BasicConstraintsExtension(true, 0, true),
        new x.KeyUsagesExtension(x.KeyUsageFlags.keyCertSign | x.KeyUsageFlags.cRLSign, true),
        await x.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: certificate.toString('pem') + '\n', key: await exportKey(keys.privateKey) };
}

/** A key with a certificate that nobody has signed but itself: for one purpose, known to both sides, and soon over. */
export async function createSelfSigned(name: string, seconds: number): Promise<CertificateBundle> {
  const x = await x509();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x.X509CertificateGenerator.createSelfSigned(
    { serialNumber: serialNumber(), name: distinguishedName(name), ...validity(seconds / 86_400), signingAlgorithm: algorithm, keys },
    webcrypto,
  );
  return { certificate: certificate.toString('pem') + '\n', key: await exportKey(keys.privateKey) };
}

/** A new key with a certificate below the authority. */
export async function issueCertificate(ca: CertificateBundle, request: CertificateRequest): Promise<CertificateBundle> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return { certificate: await certify(ca, request, keys.publicKey), key: await exportKey(keys.privateKey) };
}

/** A new key, and the request (PKCS #10, PEM) by which an authority certifies it without ever seeing it. */
export async function requestCertificate(commonName: string): Promise<{ readonly key: string; readonly request: string }> {
  const x = await x509();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await x.Pkcs10CertificateRequestGenerator.create({ name: distinguishedName(commonName), keys, signingAlgorithm: algorithm }, webcrypto);
  return { key: await exportKey(keys.privateKey), request: made.toString('pem') + '\n' };
}

/** The certificate (PEM) for a request; only its key is taken from it. Throws when it is not signed by that key. */
export async function certifyRequest(ca: CertificateBundle, pem: string, wanted: CertificateRequest): Promise<string> {
  const x = await x509();
  const made = new x.Pkcs10CertificateRequest(pem);
  if (!(await made.verify(webcrypto))) throw new Error('The certificate request is not signed by the key it is for');
  const publicKey = (await made.publicKey.export(algorithm, ['verify'], webcrypto)) as webcrypto.CryptoKey;
  return certify(ca, wanted, publicKey);
}

async function certify(ca: CertificateBundle, request: CertificateRequest, publicKey: webcrypto.CryptoKey): Promise<string> {
  const x = await x509();
  const authority = new x.X509Certificate(ca.certificate);
  const names = new Set([...(request.names ?? []), ...(request.role === 'master' ? [] : [request.commonName])]);
  const certificate = await x.X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: distinguishedName(request.commonName),
      issuer: authority.subjectName.toJSON(),
      ...validity(request.days),
      signingAlgorithm: algorithm,
      publicKey,
      signingKey: await importKey(ca.key),
      extensions: [
        new x.BasicConstraintsExtension(false, undefined, true),
        new x.KeyUsagesExtension(x.KeyUsageFlags.digitalSignature, true),
        new x.ExtendedKeyUsageExtension([x.ExtendedKeyUsage.serverAuth, x.ExtendedKeyUsage.clientAuth]),
        new x.SubjectAlternativeNameExtension([
          { type: 'url', value: roleUri(request.role) },
          ...[...names].map((value) => ({ type: 'dns' as const, value })),
          ...(request.addresses ?? []).map((value) => ({ type: 'ip' as const, value })),
        ]),
        await x.SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
        await x.AuthorityKeyIdentifierExtension.create(authority, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return certificate.toString('pem') + '\n';
}

/** The certificates in a text, one PEM each. */
export function certificatesIn(text: string): string[] {
  return [...text.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(([pem]) => `${pem}\n`);
}

/** Whether the private key is the certificate's. */
export function belongTogether({ certificate, key }: CertificateBundle): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

function roleUri(role: CertificateRole): string {
  if (role === 'master') return masterUri;
  if (role === 'rapi') return rapiUri;
  return nodeUriPrefix + role.node;
}

/** SHA-256 of the certificate (DER), lower-case hex: what a Node object keeps as `certificate_digest`. */
export function certificateDigest(certificate: string | Buffer): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
}

/** What its holder is, by URI name; null: none of ours. PEM or DER. */
export function certificateRole(certificate: string | Buffer): CertificateRole | null {
  const uris = (new X509Certificate(certificate).subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('URI:'))
    .map((name) => name.slice(4));
  if (uris.includes(masterUri)) return 'master';
  if (uris.includes(rapiUri)) return 'rapi';
  const node = uris.find((uri) => uri.startsWith(nodeUriPrefix));
  return node === undefined ? null : { node: node.slice(nodeUriPrefix.length) };
}

/** When it begins and ends to be valid, in seconds since the epoch. */
export function certificateValidity(certificate: string | Buffer): { notBefore: number; notAfter: number } {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return { notBefore: Date.parse(validFrom) / 1000, notAfter: Date.parse(validTo) / 1000 };
}

/** One file with key and certificate, readable by its owner only. */
export async function writeBundle(path: string, bundle: CertificateBundle): Promise<void> {
  await writeFileDurably(path, bundle.key + bundle.certificate, { mode: 0o600 });
}

/** Throws when the file does not hold both a key and a certificate. */
export async function readBundle(path: string): Promise<CertificateBundle> {
  return parseBundle(await readFile(path, 'utf8'), path);
}

/** `where`: named in the error. */
export function parseBundle(text: string, where: string): CertificateBundle {
  const blocks = (label: RegExp): string =>
    [...text.matchAll(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----\n?/g)]
      .filter((match) => label.test(match[1]!))
      .map((match) => match[0].trimEnd() + '\n')
      .join('');
  const bundle = { certificate: blocks(/^CERTIFICATE$/), key: blocks(/PRIVATE KEY$/) };
  if (bundle.certificate === '' || bundle.key === '') {
    throw new Error(`${where} must hold a private key and a certificate in PEM form`);
  }
  return bundle;
}
