/**
 * The cluster's own certificate authority, and its renewal without an outage:
 *
 *   prepare      the next authority is made; everybody is told to trust both
 *   switchOver   the next one certifies from now on, and the master shows a certificate of it
 *   settle       the authorities that nobody needs any more are forgotten
 *
 * Nodes that were away meanwhile know only the previous authority: for them the master keeps the certificate it had below it, and
 * trusts it until they have caught up. Each step may be repeated, and what a crash left of one is finished by the next try.
 */
import { X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { certificateDigest, certifyRequest, createCa, issueCertificate, writeBundle, writeFileDurably, type CertificateBundle, type CertificateRequest, type Paths } from '@ganeti/runtime';
import { nextAuthority, previousDir, readKeyFiles, type KeyFiles } from './key-files';

/** Ten years, as for a new cluster. */
const days = 3650;

/** PEM texts: who is trusted, and what is shown. */
export interface MasterTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** Digest of the authority that certifies now. */
  readonly digest: string;
  /** What the master shows to a node: `knows` is the digest of the authority the node knows, when it has missed a renewal. The same object until it changes. */
  tls(knows?: string): MasterTls;
  /** PEM of the authorities a node has to trust: the one in use, the next one, and the one it knows if that is another. */
  trustFor(knows?: string): string;
  prepare(): Promise<string>;
  /** To the authority with this digest, which was prepared; nothing happens when it certifies already. */
  switchOver(digest: string): Promise<void>;
  /** Forgets all previous authorities but these digests. */
  settle(known: ReadonlySet<string>): Promise<void>;
  /** A certificate (PEM) for a request. */
  certify(request: string, wanted: Omit<CertificateRequest, 'days'>): Promise<string>;
  issue(wanted: Omit<CertificateRequest, 'days'>): Promise<CertificateBundle>;
  /** Whether a certificate is of this cluster: below one of its authorities. */
  isOurs(certificate: string): boolean;
}

export function createAuthority(paths: Paths, name: string): Authority {
  let files = readKeyFiles(paths);
  let materials = new Map<string, MasterTls>();
  const reload = (): void => {
    files = readKeyFiles(paths);
    materials = new Map();
  };
  const all = (): string[] => authorities(files).map(({ certificate }) => certificate);
  const digestOfCurrent = (): string => certificateDigest(files.current.certificate);
  const issue = (ca: CertificateBundle, wanted: Omit<CertificateRequest, 'days'>): Promise<CertificateBundle> => issueCertificate(ca, { ...wanted, days });
  const writeTrusted = (certificates: readonly string[]): Promise<void> => writeFileDurably(paths.caCertificate, certificates.join(''), { mode: 0o644 });

  return {
    get digest() {
      return digestOfCurrent();
    },
    trustFor(knows) {
      const known = knows === undefined ? undefined : files.previous.get(knows);
      return [files.current, files.next, known ?? null].flatMap((each) => (each === null ? [] : [each.certificate])).join('');
    },

    tls(knows = digestOfCurrent()) {
      let made = materials.get(knows);
      if (made === undefined) {
        const { certificate, key } = files.previous.get(knows)?.master ?? files.master;
        materials.set(knows, (made = { ca: all().join(''), cert: certificate, key }));
      }
      return made;
    },

    async prepare() {
      if (files.next === null) {
        const made = await createCa(name, days);
        const to = nextAuthority(paths);
        await writeFileDurably(to.key, made.key, { mode: 0o600 });
        // Last: with it, the next authority is there.
        await writeFileDurably(to.certificate, made.certificate, { mode: 0o644 });
        reload();
      }
      return certificateDigest(files.next!.certificate);
    },

    async switchOver(digest) {
      const { next } = files;
      if (digestOfCurrent() !== digest) {
        if (next === null || certificateDigest(next.certificate) !== digest) throw new Error('The authority to be switched to is not there');
        const dir = join(previousDir(paths), digestOfCurrent());
        await writeFileDurably(join(dir, 'ca.pem'), files.current.certificate);
        await writeBundle(join(dir, 'master.pem'), files.master);
        await writeTrusted([next.certificate, files.current.certificate, ...[...files.previous.values()].map(({ certificate }) => certificate)]);
        await writeFileDurably(paths.caKey, next.key, { mode: 0o600 });
        reload();
      }
      if (!isBelow(files.master.certificate, files.current.certificate)) {
        await writeBundle(paths.masterBundle, await issue(files.current, { commonName: `master of ${name}`, role: 'master' }));
      }
      for (const path of Object.values(nextAuthority(paths))) await rm(path, { force: true });
      reload();
    },

    async settle(known) {
      const kept = [...files.previous].filter(([digest]) => known.has(digest)).map(([, { certificate }]) => certificate);
      await writeTrusted([files.current.certificate, ...kept]);
      for (const digest of files.previous.keys()) if (!known.has(digest)) rmSync(join(previousDir(paths), digest), { recursive: true, force: true });
      reload();
    },

    certify: (request, wanted) => certifyRequest(files.current, request, { ...wanted, days }),
    issue: (wanted) => issue(files.current, wanted),
    isOurs: (certificate) => authorities(files).some((each) => isBelow(certificate, each.certificate)),
  };
}

function authorities({ current, next, previous }: KeyFiles): { readonly certificate: string }[] {
  return [current, ...(next === null ? [] : [next]), ...previous.values()];
}

function isBelow(certificate: string, authority: string): boolean {
  return new X509Certificate(certificate).verify(new X509Certificate(authority).publicKey);
}
