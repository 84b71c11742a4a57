/**
 * Renewal of the keys by which this node and the master know each other. A new key never leaves the node: the master certifies
 * a request. What is written is shown to connections from then on; those that are open stay.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import { belongTogether, certificateRole, certificatesIn, readBundle, requestCertificate, writeBundle, writeFileDurably, type Paths } from '@ganeti/runtime';
import type { ServiceHandlers } from './handlers';
import type { NodeIdentityFile } from './identity';

export interface KeysOptions {
  readonly paths: Paths;
  readonly identity: NodeIdentityFile;
  /** What new connections are shown, and which authorities they are checked against (PEM). */
  readonly onChange: (tls: { readonly ca: string; readonly cert: string; readonly key: string }) => void;
}

export type KeyCalls = 'Node.Trust' | 'Node.NewKey' | 'Node.InstallCertificate';

export function keysHandlers({ paths, identity, onChange }: KeysOptions): Pick<ServiceHandlers<'Node'>, KeyCalls> {
  const nextKey = `${paths.nodeBundle}.new-key`;
  const show = async (): Promise<void> => {
    const [bundle, ca] = await Promise.all([readBundle(paths.nodeBundle), readFile(paths.caCertificate, 'utf8')]);
    onChange({ ca, cert: bundle.certificate, key: bundle.key });
  };
  return {
    'Node.Trust': async ({ certificates }) => {
      if (certificatesIn(certificates).length === 0) throw new OpExecError('A node must trust at least one authority');
      await writeFileDurably(paths.caCertificate, certificates, { mode: 0o644 });
      await show();
    },

    'Node.NewKey': async () => {
      const { key, request } = await requestCertificate(identity.name);
      await writeFileDurably(nextKey, key, { mode: 0o600 });
      return { request };
    },

    'Node.InstallCertificate': async ({ certificate }) => {
      const role = certificateRole(certificate);
      if (role === null || typeof role === 'string' || role.node !== identity.uuid) throw new OpExecError('The certificate is not for this node');
      // The key is gone when the certificate was installed and the answer got lost.
      const isInstalled = !existsSync(nextKey) && (await readBundle(paths.nodeBundle)).certificate.trim() === certificate.trim();
      if (!isInstalled) {
        const key = await readFile(nextKey, 'utf8').catch(() => null);
        if (key === null || !belongTogether({ certificate, key })) throw new OpExecError('The certificate is not for the key this node made last');
        await writeBundle(paths.nodeBundle, { certificate, key });
        await rm(nextKey, { force: true });
      }
      await show();
    },
  };
}
