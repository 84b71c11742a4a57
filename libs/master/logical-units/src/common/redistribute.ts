import type { Services } from '../services';
import { warn } from './disk-steps';

/** Nodes learn at once what has changed; one that cannot be told is told when it is back. */
export async function tellNodes(cx: { log(message: string): void }, services: Services): Promise<void> {
  for (const node of await services.redistribute()) warn(cx, `Node ${node} did not take the configuration; it will get it when it is back`);
}
