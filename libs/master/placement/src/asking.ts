/** Asking an allocator: the built-in one, or a program. What it answers has been checked. */
import { OpExecError } from '@ganeti/errors';
import type { AllocatorAnswer, RequestJson } from '@ganeti/master-allocator';
import { builtInOptions } from './allocators/built-in-params';
import { checkAnswer, readAnswer, WrongAnswer } from './allocators/check-answer';
import { allocatorInput } from './allocators/input';
import type { AllocatorPrograms } from './allocators/programs';
import type { ClusterFeed } from './cluster/feed';
import type { Engine } from './engine/engine';
import type { RoomParts } from './room';
import type { AskOptions } from './types';

export const BUILT_IN = 'hail';

export interface AskingParts extends RoomParts {
  readonly feed: ClusterFeed;
  readonly engine: Engine;
  readonly programs: AllocatorPrograms;
}

export class Asking {
  constructor(private readonly parts: AskingParts) {}

  /** Throws OpExecError. */
  async ask(request: RequestJson, options: AskOptions): Promise<AllocatorAnswer> {
    const { view } = this.parts.config;
    try {
      if (options.allocator !== BUILT_IN) return readAnswer(await this.#program(request, options), request, view);
      return checkAnswer(await this.#builtIn(request, options), request, view);
    } catch (error) {
      if (error instanceof WrongAnswer) throw new OpExecError(`Allocator ${options.allocator} answered ${error.message}; nothing is done`);
      throw error;
    }
  }

  input(request: RequestJson): Promise<string> {
    return allocatorInput(this.parts, inProtocol(request));
  }

  async #builtIn(request: RequestJson, { ignoreSoft, ignorePolicy }: AskOptions): Promise<AllocatorAnswer> {
    const { default_iallocator: byDefault, default_iallocator_params: params } = this.parts.config.view.cluster();
    const options = { ...(byDefault === BUILT_IN || byDefault === '' ? builtInOptions(params) : {}) };
    if (ignoreSoft === true) options.ignoreSoft = true;
    if (ignorePolicy === true) options.ignorePolicy = true;
    await this.parts.feed.flush();
    try {
      return await this.parts.engine.ask(request, options);
    } catch (error) {
      if (error instanceof Error && error.name === 'DataError') throw new OpExecError(`Allocator ${BUILT_IN} cannot answer: ${error.message}`);
      throw error;
    }
  }

  async #program(request: RequestJson, { allocator, signal }: AskOptions): Promise<string> {
    const { default_iallocator: byDefault, default_iallocator_params: params } = this.parts.config.view.cluster();
    return this.parts.programs.run(allocator, allocator === byDefault ? params : {}, await this.input(request), signal);
  }
}

/** The request without what is ours. */
function inProtocol(request: RequestJson): RequestJson {
  if (request.type === 'allocate') return withoutSpace(request);
  return request.type === 'multi-allocate' ? { ...request, instances: request.instances.map(withoutSpace) } : request;
}

const withoutSpace = <T extends { readonly space?: unknown }>({ space: _, ...request }: T): Omit<T, 'space'> => request;
