import type { AllocatorAnswer, AnswerOptions, ClusterChanges, RequestJson, Study, StudyResult } from '@ganeti/master-allocator';

/** What a request may say to the built-in allocator beside the protocol. */
export type EngineOptions = Pick<AnswerOptions, 'ignoreSoft' | 'ignorePolicy' | 'noCapacityChecks' | 'restrictTo'>;

/** Keeps the model of the cluster and answers from it. */
export interface Engine {
  tell(changes: ClusterChanges): void;
  /** Makes the model, so that the first who asks need not wait for it. */
  warm(): Promise<void>;
  /** From everything told before. Rejects with DataError when the request names what is not there. */
  ask(request: RequestJson, options: EngineOptions): Promise<AllocatorAnswer>;
  /** Does not hold up those who ask. */
  study<S extends Study>(study: S): Promise<StudyResult<S>>;
  close(): Promise<void>;
}
