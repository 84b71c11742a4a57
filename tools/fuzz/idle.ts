/** Waits until the job queue has come to rest: memory, state and logs say something only then. */
import type { Answer, Transport } from './transport';
import { jsonBytes, jsonType } from './request';

const pending = ['queued', 'waiting', 'running', 'canceling'];
const question = { fields: ['id'], qfilter: ['|', ...pending.map((status) => ['=', 'status', status])] };

/** Ids of jobs that have not ended after so many seconds; none: all have. Throws when the list cannot be read. */
export async function unfinishedJobs(transport: Transport, patienceSeconds: number): Promise<number[]> {
  const deadline = performance.now() + patienceSeconds * 1000;
  for (;;) {
    const outcome = await transport.send({ kind: 'idle', as: 'admin', method: 'PUT', path: '/2/query/job', headers: jsonType, body: jsonBytes(question) });
    const answer: Answer | undefined = 'answers' in outcome ? outcome.answers[0] : undefined;
    if (answer?.status !== 200) throw new Error(`the list of jobs cannot be read: ${JSON.stringify(outcome).slice(0, 300)}`);
    const { data } = JSON.parse(answer.body) as { data: readonly (readonly [readonly [number, number]])[] };
    if (data.length === 0 || performance.now() > deadline) return data.map(([[, id]]) => id);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
