// npm run -s bench -- --json: measures a simulated cluster; see tools/bin/bench.ts
import { prepare } from './build/prepare.mjs';

await prepare();
await import('../dist/tools/bench.mjs');
