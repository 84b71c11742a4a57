import { MessageChannel, Worker } from 'node:worker_threads';
import { DataError, type AllocatorAnswer, type StudyResult } from '@ganeti/master-allocator';
import { workerEntry } from '@ganeti/runtime';
import type { Engine } from './engine';
import type { FromPlacement, FromStudy, ToPlacement, ToStudy } from './messages';

interface Waiting {
  readonly resolve: (answer: AllocatorAnswer | null) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The model in a thread of its own, where it takes nobody's time. Larger questions get another thread each, and the cluster goes
 * to it directly. `onLost`: the thread has ended though nobody told it to.
 */
export function threadEngine(onLost: (error: Error) => void): Engine {
  const worker = new Worker(workerEntry('placement.worker'));
  const waiting = new Map<number, Waiting>();
  const studies = new Set<Worker>();
  let lastId = 0;
  let gone: Error | null = null;
  let closing = false;

  const lost = (error: Error): void => {
    if (gone !== null) return;
    gone = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (!closing) onLost(error);
  };
  worker.on('message', (message: FromPlacement) => {
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) asker?.reject(failure(message));
    else asker?.resolve(message.answer);
  });
  worker.on('error', (error) => lost(new Error(`The placement thread failed: ${error.message}`)));
  worker.on('exit', () => lost(new Error('The placement thread has ended')));

  const post = (message: ToPlacement, transfer: Parameters<Worker['postMessage']>[1] = []): void => worker.postMessage(message, transfer);
  const ask = (question: (id: number) => ToPlacement): Promise<AllocatorAnswer | null> => {
    if (gone !== null) return Promise.reject(gone);
    return new Promise((resolve, reject) => {
      const id = (lastId += 1);
      waiting.set(id, { resolve, reject });
      post(question(id));
    });
  };

  return {
    tell: (changes) => post({ type: 'changes', changes }),
    warm: async () => void (await ask((id) => ({ type: 'warm', id }))),
    async ask(request, options) {
      const answer = await ask((id) => ({ type: 'ask', id, request, options }));
      if (answer === null) throw new Error('The placement thread answered nothing');
      return answer;
    },
    study: (study) =>
      new Promise((resolve, reject) => {
        if (gone !== null) return reject(gone);
        const { port1, port2 } = new MessageChannel();
        const student = new Worker(workerEntry('study.worker'));
        studies.add(student);
        student.once('message', (message: FromStudy) => {
          if ('error' in message) reject(failure(message));
          else resolve(message.result as StudyResult<typeof study>);
        });
        student.once('error', reject);
        student.once('exit', () => {
          studies.delete(student);
          reject(new Error('The thread of a placement study has ended early'));
        });
        const order: ToStudy = { study, port: port2 };
        student.postMessage(order, [port2]);
        post({ type: 'copy', port: port1 }, [port1]);
      }),
    async close() {
      closing = true;
      await Promise.all([worker, ...studies].map((thread) => thread.terminate()));
    },
  };
}

function failure({ error, isData }: { readonly error: string; readonly isData: boolean }): Error {
  return isData ? new DataError(error) : new Error(error);
}
