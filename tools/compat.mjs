// npm run -s compat -- [--json]: how far this is like Ganeti, in counts; see tools/bin/compat.ts
import { prepare } from './build/prepare.mjs';

await prepare();
await import('../dist/tools/compat.mjs');
