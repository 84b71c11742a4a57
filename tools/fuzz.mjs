// npm run -s fuzz -- --json: generated requests against a simulated cluster; see tools/bin/fuzz.ts
import { prepare } from './build/prepare.mjs';

await prepare();
await import('../dist/tools/fuzz.mjs');
