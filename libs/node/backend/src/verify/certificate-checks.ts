/** Certificates of this machine that have ended, or soon will. */
import { readFile } from 'node:fs/promises';
import { certificateValidity, type Paths } from '@ganeti/runtime';
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

const dayOf = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);
