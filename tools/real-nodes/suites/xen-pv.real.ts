/** The same contract for domains without the processor's help. */
import { xenContract, xenNodes, type XenNodes } from '../xen-nodes';

let nodes: XenNodes;
beforeAll(async () => {
  nodes = await xenNodes();
});
afterAll(() => nodes?.close());

xenContract('pv', () => nodes);
