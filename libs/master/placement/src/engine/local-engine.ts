import { answerOn, LiveModel, runStudy, type AllocatorAnswer, type AnswerOptions, type RequestJson } from '@ganeti/master-allocator';
import type { Engine } from './engine';

/** In this thread: what the worker thread does, and what tests do without one. */
export function localEngine(): Engine {
  const live = new LiveModel();
  return {
    tell: (changes) => live.apply(changes),
    warm: async () => void live.model,
    ask: async (request, options) => answerLive(live, request, options),
    study: async (study) => runStudy(live.data(), study),
    close: async () => undefined,
  };
}

export function answerLive(live: LiveModel, request: RequestJson, options: AnswerOptions): AllocatorAnswer {
  return live.trying((model) => answerOn(model, request, options));
}
