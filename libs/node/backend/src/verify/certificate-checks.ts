/** Certificates of this machine that have ended, or soon will. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { certificateDigest, certificatesIn, certificateValidity, readBundle, type Paths } from '@ganeti/runtime';
import { findings, type Finding } from './finding';

const DAY = 86_400;
/** Days before its end from which a certificate is reported, as in Ganeti. */
const WARN_DAYS = 30;
const ERROR_DAYS = 7;

/** `now`: seconds since the epoch. Those that are not on this machine are none of its business. */
export async function certificateFindings(paths: Paths, now: number): Promise<Finding[]> {
  const { all, find } = findings();
  for (const path of [paths.caCertificate, paths.nodeBundle, paths.masterBundle, paths.rapiBundle]) {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : ''));
    if (text === null) continue;
    const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0];
    if (certificate === undefined) {
      find('certificate', path, 'holds no certificate that can be read; gnt cluster renew-crypto makes new ones');
      continue;
    }
    const { notBefore, notAfter } = certificateValidity(certificate);
    const days = Math.floor((notAfter - now) / DAY);
    if (now >= notAfter) find('certificate', path, `ended on ${dayOf(notAfter)}; gnt cluster renew-crypto makes new ones`);
    else if (now < notBefore) find('certificate', path, `begins to be valid on ${dayOf(notBefore)} only; set the clock right`);
    else if (days < WARN_DAYS) find('certificate', path, `ends in ${days} days, on ${dayOf(notAfter)}; gnt cluster renew-crypto makes new ones`, days >= ERROR_DAYS);
  }
  return all;
}

/** What renewals have left: authorities that are still trusted though the cluster has none of these digests, keys that were never certified. */
export async function clutterFindings(paths: Paths, authorities: readonly string[]): Promise<Finding[]> {
  const { all, find } = findings();
  const trusted = certificatesIn(await readFile(paths.caCertificate, 'utf8').catch(() => '')).map(certificateDigest);
  for (const digest of trusted) {
    if (!authorities.includes(digest)) find('clutter', paths.caCertificate, `this node still trusts an authority that the cluster does not have (${digest}); gnt cluster renew-crypto puts that right`);
  }
  const nextKey = `${paths.nodeBundle}.new-key`;
  if (existsSync(nextKey)) find('clutter', nextKey, 'this key was never certified; gnt cluster renew-crypto puts that right, or remove the file');
  return all;
}

/** Digest of this node's certificate as it lies on disk; empty: there is none that can be read. */
export async function ownCertificateDigest(paths: Paths): Promise<string> {
  return readBundle(paths.nodeBundle).then(({ certificate }) => certificateDigest(certificate), () => '');
}

const dayOf = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);
