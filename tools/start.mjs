// npm start: a three-node simulated cluster that stays up until Ctrl-C
import { prepare } from './build/prepare.mjs';

await prepare();
await import('../dist/tools/start.mjs');
