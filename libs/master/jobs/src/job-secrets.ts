/**
 * Secret parameters of jobs that have not ended. The input of a stored opcode is what everybody may see; what is hidden in it stands
 * beside it, sealed (AES-256-GCM) with the job's own key. It goes with the end of the opcode, and the key with the end of the job.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { OpPrereqError } from '@ganeti/errors';
import type { Json } from '@ganeti/objects';
import { redact } from './inputs';
import { isFinal, type StoredJob, type StoredOp } from './job';
import type { JobKeys } from './job-keys';
import type { JobLogger } from './types';

const cipher = 'aes-256-gcm';
const [keyBytes, nonceBytes, tagBytes] = [32, 12, 16];

export class JobSecrets {
  private readonly keys = new Map<number, Buffer>();
  /** Keys that are being written. */
  private readonly writing = new Map<number, Promise<void>>();

  constructor(
    private readonly files: JobKeys,
    private readonly log: JobLogger,
  ) {}

  /** Takes in the keys that an earlier master has left; those of jobs that are `waiting` no more are removed. */
  async load(waiting: ReadonlySet<number>): Promise<void> {
    for (const job of await this.files.list()) {
      const key = waiting.has(job) ? await this.files.read(job) : null;
      if (key?.length === keyBytes) this.keys.set(job, key);
      else await this.remove(job);
    }
  }

  /** The job as it may be written. `written` says when its key is safe; until then the job must not be. */
  seal(job: StoredJob): StoredJob {
    const ops = job.ops.map((op, index) => (isFinal(op.status) || op.sealed !== undefined ? op : this.sealOp(job.id, index, op)));
    return ops.some((op, index) => op !== job.ops[index]) ? { ...job, ops } : job;
  }

  /** Throws OpPrereqError when the key of one of these jobs could not be written. */
  async written(jobs: readonly { readonly id: number }[]): Promise<void> {
    try {
      await Promise.all(jobs.flatMap(({ id }) => this.writing.get(id) ?? []));
    } catch (error) {
      await Promise.all(jobs.map(({ id }) => this.forget(id)));
      throw new OpPrereqError(`A job's secret parameters cannot be kept while it waits, so it was not taken: ${(error as Error).message}`, 'environment_error');
    }
  }

  /** The opcode as it was given. Throws OpPrereqError when its secrets cannot be read. */
  open(job: number, index: number, { input, sealed }: StoredOp): StoredOp['input'] {
    if (sealed === undefined) return input;
    try {
      return { ...input, ...(JSON.parse(unseal(this.keys.get(job), name(job, index), sealed)) as StoredOp['input']) };
    } catch {
      throw new OpPrereqError(`The secret parameters of job ${job} cannot be read any more: their key is not on this machine; submit the job again`, 'environment_error');
    }
  }

  /** The job has ended. */
  async forget(job: number): Promise<void> {
    if (!this.keys.delete(job)) return;
    await this.writing.get(job)?.catch(() => undefined);
    await this.remove(job);
  }

  private async remove(job: number): Promise<void> {
    try {
      await this.files.remove(job);
    } catch (error) {
      // It goes at the next start of masterd.
      this.log.warn({ job, error: String(error) }, 'The key of a job that has ended could not be removed');
    }
  }

  private sealOp(job: number, index: number, op: StoredOp): StoredOp {
    const shown = redact(op.input);
    const hidden = Object.entries(op.input).filter(([param, value]) => JSON.stringify(shown[param]) !== JSON.stringify(value));
    if (hidden.length === 0) return op;
    const text = JSON.stringify(Object.fromEntries(hidden) satisfies Record<string, Json>);
    return { ...op, input: shown, sealed: seal(this.keyOf(job), name(job, index), text) };
  }

  private keyOf(job: number): Buffer {
    let key = this.keys.get(job);
    if (key === undefined) {
      this.keys.set(job, (key = randomBytes(keyBytes)));
      const written = this.files.write(job, key).finally(() => this.writing.delete(job));
      // Whoever needs it asks with `written`.
      written.catch(() => undefined);
      this.writing.set(job, written);
    }
    return key;
  }
}

/** What is sealed belongs to this opcode and opens for no other. */
const name = (job: number, index: number): Buffer => Buffer.from(`${job}/${index}`);

/** Nonce, tag and what is encrypted, as base64. */
function seal(key: Buffer, belongsTo: Buffer, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const encrypt = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(belongsTo);
  const body = Buffer.concat([encrypt.update(text, 'utf8'), encrypt.final()]);
  return Buffer.concat([nonce, encrypt.getAuthTag(), body]).toString('base64');
}

function unseal(key: Buffer | undefined, belongsTo: Buffer, sealed: string): string {
  if (key === undefined) throw new Error('There is no key');
  const bytes = Buffer.from(sealed, 'base64');
  const [nonce, tag, body] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, nonceBytes + tagBytes), bytes.subarray(nonceBytes + tagBytes)];
  const decrypt = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(belongsTo).setAuthTag(tag);
  return Buffer.concat([decrypt.update(body), decrypt.final()]).toString('utf8');
}
