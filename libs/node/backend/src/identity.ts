import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { certificateRole } from '@ganeti/runtime';

/** Who this node is: the uuid is in its certificate, the name comes with the master's first handshake and is kept. */
export class NodeIdentityFile {
  readonly uuid: string;
  readonly #path: string;
  #name: string | null = null;

  /** `certificate`: PEM of the node's own. Throws when it is not a node's. */
  constructor(certificate: string, path: string) {
    const role = certificateRole(certificate);
    if (role === null || typeof role === 'string') throw new Error('The certificate of this machine is not a node certificate; let the master issue one');
    this.uuid = role.node;
    this.#path = path;
    try {
      this.#name = readFileSync(path, 'utf8').trim() || null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /** Before the first handshake: the uuid. */
  get name(): string {
    return this.#name ?? this.uuid;
  }

  rename(name: string): void {
    if (name === '' || name === this.#name) return;
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o750 });
    writeFileSync(`${this.#path}.new`, `${name}\n`);
    renameSync(`${this.#path}.new`, this.#path);
    this.#name = name;
  }
}
