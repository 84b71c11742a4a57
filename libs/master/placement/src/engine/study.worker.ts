/** A thread for one larger question; it ends with its answer. */
import { parentPort } from 'node:worker_threads';
import { runStudy } from '@ganeti/master-allocator';
import { told, type CopiedCluster, type FromStudy, type ToStudy } from './messages';

function answer(copied: CopiedCluster, study: ToStudy['study']): FromStudy {
  if ('error' in copied) return { error: copied.error, isData: false };
  try {
    return { result: runStudy(copied.data, study) };
  } catch (error) {
    return told(error);
  }
}

parentPort?.once('message', ({ study, port }: ToStudy) => {
  port.once('message', (copied: CopiedCluster) => {
    parentPort?.postMessage(answer(copied, study));
    port.close();
    parentPort?.close();
  });
});
