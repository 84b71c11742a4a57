// npm run -s burnin -- --nodes 5 --instances 20: what a cluster is there for, many times at once; see tools/bin/burnin.ts
import { prepare } from './build/prepare.mjs';

await prepare();
await import('../dist/tools/burnin.mjs');
