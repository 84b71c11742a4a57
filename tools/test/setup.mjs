// Before the first test: bundle what tests start as processes or worker threads (well under a second).
import { bundleAll } from '../build/bundle.mjs';

export default async function setup() {
  process.env.GANETI_DIST = new URL('../../dist/', import.meta.url).pathname;
  await bundleAll();
}
