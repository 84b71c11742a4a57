// npm run -s bench:placement -- --json: see tools/bin/bench-placement.ts
import { prepare } from './build/prepare.mjs';

await prepare();
await import('../dist/tools/bench-placement.mjs');
