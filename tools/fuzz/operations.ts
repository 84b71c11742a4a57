/** The operations of the OpenAPI document, as far as requests are made from it and answers judged by it. */
import { readFileSync } from 'node:fs';
import type { Schema } from './values';

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

export interface Operation {
  readonly method: string;
  /** `/2/instances/{instance_name}/migrate` */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** undefined: a body is not looked at. */
  readonly body: Schema | undefined;
  /** Statuses it may answer. */
  readonly statuses: ReadonlySet<number>;
  /** Changes nothing, whoever asks. */
  readonly reads: boolean;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}
interface RawOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** The document that rapi serves, as it is checked in. */
export function loadOperations(): Operation[] {
  return operationsOf(JSON.parse(readFileSync('docs/reference/openapi.json', 'utf8')) as OpenApi);
}

/** All but the event stream, whose answer does not end. */
export function operationsOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(() => path !== '/2/events')
      .map(([method, raw]) => ({
        method: method.toUpperCase(),
        path,
        parameters: raw.parameters ?? [],
        body: raw.requestBody?.content['application/json']?.schema,
        statuses: new Set(Object.keys(raw.responses ?? {}).map(Number)),
        // A query with a filter is asked with PUT.
        reads: method === 'get' || path === '/2/query/{resource}',
      })),
  );
}

/** Finds the operation that a request is for. */
export class OperationTable {
  private readonly byMethod = new Map<string, { readonly pattern: RegExp; readonly operation: Operation }[]>();

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      const pattern = new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[\\w.-]+')}$`);
      const known = this.byMethod.get(operation.method) ?? [];
      this.byMethod.set(operation.method, [...known, { pattern, operation }]);
    }
  }

  /** `target`: with or without query. */
  find(method: string, target: string): Operation | undefined {
    const [path = ''] = target.split('?');
    return this.byMethod.get(method)?.find(({ pattern }) => pattern.test(path))?.operation;
  }
}
