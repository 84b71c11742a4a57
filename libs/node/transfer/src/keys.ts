/** Keys for transfers: made for one operation, kept in files until they are removed or too old, so that they survive the daemon. */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { certificateValidity, createSelfSigned, parseBundle, writeBundle, type CertificateBundle, type Clock } from '@ganeti/runtime';

const keyName = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const suffix = '.pem';

export class TransferKeys {
  readonly #dir: string;
  readonly #clock: Clock;

  constructor(dir: string, clock: Clock) {
    this.#dir = dir;
    this.#clock = clock;
  }

  /** Answers the certificate (PEM); of a key that exists already too. `validity`: seconds. */
  async create(name: string, validity: number): Promise<string> {
    await this.#removeExpired();
    const known = await this.#read(name);
    if (known !== null) return known.certificate;
    const bundle = await createSelfSigned(`transfer ${name}`, validity);
    await writeBundle(this.#path(name), bundle);
    return bundle.certificate;
  }

  /** Throws OpExecError when there is none of that name. */
  async get(name: string): Promise<CertificateBundle> {
    const bundle = await this.#read(name);
    if (bundle === null) throw new OpExecError(`This node has no transfer key ${name} (any more); prepare the transfer again`);
    return bundle;
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  async #read(name: string): Promise<CertificateBundle | null> {
    try {
      return parseBundle(await readFile(this.#path(name), 'utf8'), this.#path(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  #path(name: string): string {
    if (!keyName.test(name)) throw new OpExecError(`"${name}" cannot be the name of a transfer key`);
    return join(this.#dir, `${name}${suffix}`);
  }

  async #removeExpired(): Promise<void> {
    const names = await readdir(this.#dir).catch(() => []);
    for (const file of names.filter((name) => name.endsWith(suffix))) {
      const bundle = await this.#read(file.slice(0, -suffix.length)).catch(() => null);
      if (bundle !== null && certificateValidity(bundle.certificate).notAfter < this.#clock.now()) await rm(join(this.#dir, file), { force: true });
    }
  }
}

/** Whether this is the very certificate that was expected, not only one that it vouches for. */
export function isSameCertificate(shown: X509Certificate | undefined, expected: string): boolean {
  return shown !== undefined && shown.fingerprint256 === new X509Certificate(expected).fingerprint256;
}
