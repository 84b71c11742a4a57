/** The thread that keeps the model of the cluster and answers requests of the allocator protocol from it. */
import { parentPort } from 'node:worker_threads';
import { LiveModel } from '@ganeti/master-allocator';
import { answerLive } from './local-engine';
import { told, type CopiedCluster, type FromPlacement, type ToPlacement } from './messages';

const live = new LiveModel();
const reply = (message: FromPlacement): void => parentPort?.postMessage(message);

function answer(id: number, work: () => Extract<FromPlacement, { answer: unknown }>['answer']): void {
  try {
    reply({ id, answer: work() });
  } catch (error) {
    reply({ id, ...told(error) });
  }
}

function copy(): CopiedCluster {
  try {
    return { data: live.data() };
  } catch (error) {
    return { error: told(error).error };
  }
}

parentPort?.on('message', (message: ToPlacement) => {
  switch (message.type) {
    case 'changes':
      live.apply(message.changes);
      return;
    case 'warm':
      answer(message.id, () => (void live.model, null));
      return;
    case 'ask':
      answer(message.id, () => answerLive(live, message.request, message.options));
      return;
    case 'copy':
      message.port.postMessage(copy());
      message.port.close();
  }
});
