/** One object of the file: its fields by name and type, and in the end what nobody has asked for. */
import type { Json, ParamDict } from '@ganeti/objects';
import { Unusable, type Findings } from './findings';

type Fields = Readonly<Record<string, Json>>;

export const isDict = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null counts as missing. A wrong type throws Unusable. */
export class Reader {
  readonly #fields: Fields;
  readonly #seen = new Set<string>();

  constructor(
    raw: unknown,
    /** How it is called in findings. */
    readonly object: string,
    readonly findings: Findings,
  ) {
    if (!isDict(raw)) throw new Unusable('is no object');
    this.#fields = raw;
  }

  text(key: string, standard?: string): string {
    return this.#read(key, 'a text', (value) => typeof value === 'string', standard) as string;
  }

  optionalText(key: string): string | null {
    const value = this.#take(key);
    if (value === null || value === '') return null;
    return this.text(key);
  }

  number(key: string, standard?: number): number {
    return this.#read(key, 'a number', (value) => typeof value === 'number' && Number.isFinite(value), standard) as number;
  }

  optionalNumber(key: string): number | null {
    return this.#take(key) === null ? null : this.number(key);
  }

  flag(key: string, standard: boolean): boolean {
    return this.#read(key, 'true or false', (value) => typeof value === 'boolean', standard) as boolean;
  }

  oneOf<T extends string>(key: string, values: readonly T[], standard?: T): T {
    return this.#read(key, `one of ${values.join(', ')}`, (value) => values.some((known) => known === value), standard) as T;
  }

  list(key: string): readonly Json[] {
    return this.#read(key, 'a list', Array.isArray, []) as readonly Json[];
  }

  texts(key: string): readonly string[] {
    return this.#read(key, 'a list of texts', (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'), []) as readonly string[];
  }

  dict(key: string): ParamDict {
    return this.#read(key, 'a dictionary', isDict, {}) as ParamDict;
  }

  /** Parameters by something: hypervisor, template, operating system. */
  dicts(key: string): Readonly<Record<string, ParamDict>> {
    return this.#read(key, 'a dictionary of dictionaries', (value) => isDict(value) && Object.values(value).every(isDict), {}) as unknown as Readonly<Record<string, ParamDict>>;
  }

  /** Of a rule: a word, or a list that begins with one. */
  action(): Json {
    return this.#read('action', 'an action', (value) => typeof value === 'string' || (Array.isArray(value) && typeof value[0] === 'string'));
  }

  tags(): readonly string[] {
    return [...new Set(this.texts('tags'))].sort();
  }

  /** Of every object that is kept; the configuration goes on counting from here. */
  stamps(): { readonly uuid: string; readonly serial_no: number; readonly ctime: number; readonly mtime: number } {
    return { uuid: this.text('uuid'), serial_no: this.number('serial_no', 1), ctime: this.number('ctime', 0), mtime: this.number('mtime', 0) };
  }

  /** Not taken over; said only when there is something in it. */
  leave(reason: string, ...keys: readonly string[]): void {
    const given = keys.filter((key) => !isEmpty(this.#take(key)));
    if (given.length > 0) this.findings.add('left', this.object, `${given.join(', ')}: ${reason}`);
  }

  /** Taken over in another way, so nothing is lost. */
  skip(...keys: readonly string[]): void {
    for (const key of keys) this.#take(key);
  }

  /** Says what is left: fields this release does not know. */
  end(): void {
    const unknown = Object.keys(this.#fields).filter((key) => !this.#seen.has(key));
    if (unknown.length > 0) this.findings.add('left', this.object, `${unknown.join(', ')}: not known here`);
  }

  #take(key: string): Json {
    this.#seen.add(key);
    return this.#fields[key] ?? null;
  }

  #read(key: string, wanted: string, fits: (value: Json) => boolean, standard?: Json): Json {
    const value = this.#take(key);
    if (value === null && standard !== undefined) return standard;
    if (value === null) throw new Unusable(`has no ${key}`);
    if (!fits(value)) throw new Unusable(`has a ${key} that is not ${wanted}: ${JSON.stringify(value).slice(0, 80)}`);
    return value;
  }
}

/** Also `{"": {}}` and the like. */
function isEmpty(value: Json): boolean {
  if (value === null || value === '' || value === false || value === 0) return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}
