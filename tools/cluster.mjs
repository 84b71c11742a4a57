// npm run -s cluster -- up|down|start-daemon|stop-daemon|gnt …: see libs/testkit/src/dev-cluster
import { prepare } from './build/prepare.mjs';

await prepare();
await import('../dist/tools/cluster.mjs');
