/** Keys of the cluster beside its own authority: what the remote API shows, the domain secret, and the certificate of SPICE. */
import { X509Certificate, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpPrereqError } from '@ganeti/errors';
import { belongTogether, certificatesIn, createCa, issueCertificate, parseBundle, writeBundle, writeFileDurably, type CertificateBundle, type Paths } from '@ganeti/runtime';
import type { Authority } from './authority';

const days = 3650;
const secretBytes = 32;

/** Files that all nodes have alike, by Ganeti's names; private but for the authority of SPICE. */
export const sharedFiles = ['cluster-domain-secret', 'spice.pem', 'spice-ca.pem'] as const;
export type SharedFile = (typeof sharedFiles)[number];

export interface Secrets {
  /** A new certificate for the names and addresses of the present one; or the bundle of a file, which has been checked. */
  renewRapi(file: string | null): Promise<void>;
  /** Whether the remote API shows a certificate of this cluster, and not one an administrator brought. */
  rapiIsOurs(): boolean;
  renewDomainSecret(file: string | null): Promise<void>;
  /** What clusters that move instances to each other have in common; made when there is none. */
  domainSecret(): Promise<string>;
  /** `ca`: the authority that clients have to trust; with `file` only. */
  renewSpice(file: string | null, ca: string | null): Promise<void>;
  /** Contents of the files that there are. */
  shared(): Promise<readonly { readonly name: SharedFile; readonly path: string; readonly content: string }[]>;
}

export function createSecrets(paths: Paths, authority: Pick<Authority, 'issue' | 'isOurs'>, clusterName: string): Secrets {
  const at = (name: SharedFile): string => join(paths.dataDir, name);
  const renewDomainSecret = async (file: string | null): Promise<void> => {
    const secret = file === null ? `${randomBytes(secretBytes).toString('hex')}\n` : await checkSecretFile(file);
    await writeFileDurably(at('cluster-domain-secret'), secret, { mode: 0o600 });
  };
  return {
    async renewRapi(file) {
      if (file !== null) {
        await writeBundle(paths.rapiBundle, await checkBundleFile(file));
        return;
      }
      const { names, addresses } = namesOf(paths.rapiBundle);
      await writeBundle(paths.rapiBundle, await authority.issue({ commonName: clusterName, role: 'rapi', names, addresses }));
    },

    rapiIsOurs: () => existsSync(paths.rapiBundle) && authority.isOurs(parseBundle(readFileSync(paths.rapiBundle, 'utf8'), paths.rapiBundle).certificate),

    renewDomainSecret,

    async domainSecret() {
      if (!existsSync(at('cluster-domain-secret'))) await renewDomainSecret(null);
      return (await readFile(at('cluster-domain-secret'), 'utf8')).trim();
    },

    async renewSpice(file, ca) {
      if (file !== null) {
        await writeBundle(at('spice.pem'), await checkBundleFile(file));
        await writeFileDurably(at('spice-ca.pem'), await checkCertificateFile(ca ?? file), { mode: 0o644 });
        return;
      }
      const own = await createCa(`SPICE of ${clusterName}`, days);
      await writeBundle(at('spice.pem'), await issueCertificate(own, { commonName: clusterName, role: 'rapi', names: [clusterName], days }));
      await writeFileDurably(at('spice-ca.pem'), own.certificate, { mode: 0o644 });
    },

    async shared() {
      const there = sharedFiles.filter((name) => existsSync(at(name)));
      return Promise.all(there.map(async (name) => ({ name, path: `/var/lib/ganeti/${name}`, content: await readFile(at(name), 'utf8') })));
    },
  };
}

/** Throws OpPrereqError (wrong_input) unless the file has a private key and its certificate (PEM). */
export async function checkBundleFile(path: string): Promise<CertificateBundle> {
  const text = await readGiven(path);
  try {
    const bundle = parseBundle(text, path);
    if (!belongTogether(bundle)) throw new Error(`the key in ${path} is not that of the certificate`);
    return bundle;
  } catch (error) {
    throw new OpPrereqError(`The certificate cannot be used: ${(error as Error).message}`, 'wrong_input');
  }
}

/** Throws OpPrereqError (wrong_input) unless the file has a certificate. */
export async function checkCertificateFile(path: string): Promise<string> {
  const certificates = certificatesIn(await readGiven(path));
  if (certificates.length === 0) throw new OpPrereqError(`There is no certificate in ${path}`, 'wrong_input');
  return certificates.join('');
}

/** Throws OpPrereqError (wrong_input) for a file without text. */
export async function checkSecretFile(path: string): Promise<string> {
  const text = (await readGiven(path)).trim();
  if (text === '') throw new OpPrereqError(`There is no secret in ${path}`, 'wrong_input');
  return `${text}\n`;
}

async function readGiven(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new OpPrereqError(`${path} cannot be read on the master: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, 'wrong_input');
  }
}

/** What the certificate in the file is for. */
function namesOf(path: string): { names: string[]; addresses: string[] } {
  const entries = existsSync(path) ? (new X509Certificate(readFileSync(path)).subjectAltName ?? '').split(', ') : [];
  const of = (kind: string): string[] => entries.filter((entry) => entry.startsWith(kind)).map((entry) => entry.slice(kind.length));
  return { names: of('DNS:'), addresses: of('IP Address:') };
}
