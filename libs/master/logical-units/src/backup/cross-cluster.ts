/**
 * What two clusters prove to each other when an instance moves between them: that both have the same cluster domain secret. Formats
 * and the fixed greeting are those of Ganeti's remote export (HMAC-SHA1 over salt and text).
 */
import { createHmac, timingSafeEqual, X509Certificate } from 'node:crypto';
import { OpPrereqError } from '@ganeti/errors';

const version = 0;
const greeting = "Hi, I'm Ganeti";
const header = 'X-Ganeti-Signature';

/** Text, signature, salt. */
export type Signed = readonly [value: string, hmac: string, salt: string];

function hmac(secret: string, text: string, salt: string): string {
  return createHmac('sha1', secret).update(salt + text).digest('hex');
}

function matches(secret: string, text: string, salt: unknown, given: unknown): boolean {
  if (typeof salt !== 'string' || typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(hmac(secret, text, salt)), Buffer.from(given.toLowerCase())];
  return a.length === b.length && timingSafeEqual(a, b);
}

const wrongSecret = (what: string): OpPrereqError =>
  new OpPrereqError(`${what} was not signed with the cluster domain secret of this cluster; give both clusters the same secret`, 'wrong_input');

export function makeHandshake(secret: string, salt: string): [number, string, string] {
  return [version, hmac(secret, `${version}:${greeting}`, salt), salt];
}

/** Throws OpPrereqError unless it was made with this secret. */
export function checkHandshake(secret: string, handshake: readonly unknown[]): void {
  const [given, signature, salt] = handshake;
  if (handshake.length !== 3 || typeof given !== 'number') throw new OpPrereqError("'source_handshake' has to be what the preparation answered: version, signature, salt", 'wrong_input');
  if (!matches(secret, `${given}:${greeting}`, salt, signature)) throw wrongSecret("'source_handshake'");
  if (given !== version) throw new OpPrereqError(`The other cluster speaks version ${given} of moving instances, this one version ${version}`, 'wrong_input');
}

export function signKeyName(secret: string, name: string, salt: string): [string, string, string] {
  return [name, hmac(secret, name, salt), salt];
}

/** Answers the name. */
export function checkKeyName(secret: string, signed: readonly unknown[]): string {
  const [name, signature, salt] = signed;
  if (signed.length !== 3 || typeof name !== 'string') throw new OpPrereqError("'x509_key_name' has to be what the preparation answered: name, signature, salt", 'wrong_input');
  if (!matches(secret, name, salt, signature)) throw wrongSecret("'x509_key_name'");
  return name;
}

export function signCertificate(secret: string, pem: string, salt: string): string {
  return `${header}: ${salt}/${hmac(secret, pem, salt)}\n\n${pem}`;
}

/** Answers the certificate in PEM. `what`: name of the parameter. */
export function checkCertificate(secret: string, signed: string, what: string): string {
  const match = new RegExp(`^${header}:\\s*([^/\\s]+)/([0-9a-fA-F]+)\\s*$`, 'm').exec(signed);
  const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(signed)?.[0];
  if (match === null || pem === undefined) throw new OpPrereqError(`'${what}' has to be a certificate in PEM form below a line '${header}: …'`, 'wrong_input');
  const text = pem.endsWith('\n') ? pem : `${pem}\n`;
  if (!matches(secret, text, match[1], match[2])) throw wrongSecret(`'${what}'`);
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(text);
  } catch {
    throw new OpPrereqError(`'${what}' holds no certificate that can be read`, 'wrong_input');
  }
  if (Date.parse(certificate.validTo) < Date.now()) throw new OpPrereqError(`The certificate in '${what}' ended on ${certificate.validTo}; prepare the move again`, 'wrong_input');
  return text;
}

/** Where one disk of an instance on its way is awaited. */
export type DiskAddress = { readonly host: string; readonly port: number; readonly magic: string };
export type AnnouncedDisk = [host: string, port: number, magic: string, hmac: string, salt: string];

const diskText = (index: number, { host, port, magic }: DiskAddress): string => `${index}:${host}:${port}:${magic}`;

export function announceDisk(secret: string, index: number, address: DiskAddress, salt: string): AnnouncedDisk {
  return [address.host, address.port, address.magic, hmac(secret, diskText(index, address), salt), salt];
}

export function checkDisk(secret: string, index: number, announced: unknown): DiskAddress {
  const [host, port, magic, signature, salt] = Array.isArray(announced) ? (announced as unknown[]) : [];
  if (typeof host !== 'string' || typeof port !== 'number' || typeof magic !== 'string') {
    throw new OpPrereqError(`Disk ${index} in 'target_node' has to be what the receiving cluster announced: host, port, magic, signature, salt`, 'wrong_input');
  }
  const address = { host, port, magic };
  if (!matches(secret, diskText(index, address), salt, signature)) throw wrongSecret(`Disk ${index} in 'target_node'`);
  return address;
}
