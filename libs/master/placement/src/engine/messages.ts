/** What masterd and the threads of placement say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { AllocatorAnswer, ClusterChanges, ClusterData, RequestJson, Study, StudyResult } from '@ganeti/master-allocator';
import type { EngineOptions } from './engine';

export type ToPlacement =
  | { readonly type: 'changes'; readonly changes: ClusterChanges }
  | { readonly type: 'warm'; readonly id: number }
  | { readonly type: 'ask'; readonly id: number; readonly request: RequestJson; readonly options: EngineOptions }
  /** Send the cluster as it is through the port, whose other end another thread has. */
  | { readonly type: 'copy'; readonly port: MessagePort };

export type FromPlacement =
  | { readonly id: number; readonly answer: AllocatorAnswer | null }
  /** `isData`: the request or the cluster make no sense; else it is a fault of this program. */
  | { readonly id: number; readonly error: string; readonly isData: boolean };

/** The first message of a study's thread says what to do, then the cluster comes through the port. */
export interface ToStudy {
  readonly study: Study;
  readonly port: MessagePort;
}
export type CopiedCluster = { readonly data: ClusterData } | { readonly error: string };
export type FromStudy = { readonly result: StudyResult } | { readonly error: string; readonly isData: boolean };

export function told(error: unknown): { readonly error: string; readonly isData: boolean } {
  const isData = error instanceof Error && error.name === 'DataError';
  return { error: isData ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error), isData };
}
