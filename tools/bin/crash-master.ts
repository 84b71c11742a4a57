/** The process that `npm run crash -- --all` kills; see libs/testkit/src/crash. */
import { serveCrashMaster } from '@ganeti/testkit';

serveCrashMaster();
