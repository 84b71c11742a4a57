/** Where the master keeps the cluster's authorities, and which certificate belongs to which key. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { belongTogether, certificateDigest, certificatesIn, parseBundle, type CertificateBundle, type Paths } from '@ganeti/runtime';

/** An authority that certifies no more, but is all that some nodes know. */
export interface PreviousAuthority {
  readonly certificate: string;
  /** The master's own certificate below it. */
  readonly master: CertificateBundle;
}

export interface KeyFiles {
  readonly current: CertificateBundle;
  /** Made, but not in use yet. */
  readonly next: CertificateBundle | null;
  /** By digest. */
  readonly previous: ReadonlyMap<string, PreviousAuthority>;
  /** The master's own certificate. */
  readonly master: CertificateBundle;
}

export const nextAuthority = (paths: Paths): { readonly certificate: string; readonly key: string } => ({
  certificate: `${paths.caCertificate}.new`,
  key: `${paths.caKey}.new`,
});
export const previousDir = (paths: Paths): string => join(paths.dataDir, 'previous-keys');

/** Throws when the authority's key or certificate is missing. */
export function readKeyFiles(paths: Paths): KeyFiles {
  const key = readFileSync(paths.caKey, 'utf8');
  const next = nextAuthority(paths);
  const trusted = [...certificatesIn(readFileSync(paths.caCertificate, 'utf8')), ...(existsSync(next.certificate) ? certificatesIn(readFileSync(next.certificate, 'utf8')) : [])];
  // While keys are renewed, several authorities are trusted; the one whose key is here certifies.
  const certificate = trusted.find((each) => belongTogether({ certificate: each, key }));
  if (certificate === undefined) throw new Error(`${paths.caCertificate} has no certificate for the key ${paths.caKey}`);
  return {
    current: { certificate, key },
    next: existsSync(next.certificate) && existsSync(next.key) ? { certificate: readFileSync(next.certificate, 'utf8'), key: readFileSync(next.key, 'utf8') } : null,
    previous: readPrevious(previousDir(paths)),
    master: parseBundle(readFileSync(paths.masterBundle, 'utf8'), paths.masterBundle),
  };
}

function readPrevious(dir: string): Map<string, PreviousAuthority> {
  // The bundle is written last: without it, a crash came between.
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => existsSync(join(dir, name, 'master.pem'))) : [];
  return new Map(
    names.map((name) => {
      const bundle = join(dir, name, 'master.pem');
      const certificate = readFileSync(join(dir, name, 'ca.pem'), 'utf8');
      return [certificateDigest(certificate), { certificate, master: parseBundle(readFileSync(bundle, 'utf8'), bundle) }];
    }),
  );
}
