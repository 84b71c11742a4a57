/**
 * What servers of the seed's time and today's answer differently, where a request does not tell which is wanted.
 * docs/compatibility.md shows each case.
 */
import type { RestBinding } from '@ganeti/opcodes';
import type { Shape } from '../answer-cache';
import type { Access, Route } from '../routes';

/** One list of objects: which fields, and how rows become answers. */
export interface ListForm {
  readonly fields: readonly string[];
  /** With `bulk=1`. */
  readonly all: Shape;
  readonly one: Shape;
  /** Without: names and uris. */
  readonly uris: Shape;
}

export interface Dialect {
  /** Whether reading needs no password when the settings do not say. */
  readonly anonymousRead: boolean;
  /** Optional forms of requests that clients may use; they look at /2/features before they do. */
  readonly features: readonly string[];
  readonly instances: ListForm;
  readonly nodes: ListForm;
  readonly groups: ListForm;
  readonly jobUris: Shape;
  readonly info: Shape;
  /** How the id of a submitted job is answered. */
  jobId(id: number): number | string;
  /** What `/` and `/2` answer. */
  index(base: '' | '/2', routes: readonly Route[]): unknown;
  /** How a request becomes the opcodes of a job. */
  binding(binding: RestBinding): RestBinding;
  access(access: Access): Access;
  /** Whether evacuation answers its jobs even when no argument asks for it; see evacuate.ts. */
  readonly evacuatesAtOnce: boolean;
}
