/** Keys of simulated clusters: made once per process, since making them takes longer than most tests. */
import { createCa, issueCertificate } from '@ganeti/runtime';
import { uuidOf } from './uuid-of';

const days = 1000;
type Authority = Awaited<ReturnType<typeof createCa>>;
export interface TestTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

let authority: Promise<Authority> | null = null;
const issued = new Map<string, Promise<TestTls>>();

/** The same authority for every cluster of this process: clusters that must not trust each other need another. */
export function testAuthority(): Promise<Authority> {
  return (authority ??= createCa('test cluster', days));
}

/** Of the node of this name, or of the master. */
export function testTls(name: string, role: 'master' | 'node'): Promise<TestTls> {
  const key = `${role} ${name}`;
  const known = issued.get(key) ?? issue(name, role);
  issued.set(key, known);
  return known;
}

async function issue(name: string, role: 'master' | 'node'): Promise<TestTls> {
  const ca = await testAuthority();
  const made = await issueCertificate(ca, { commonName: name, role: role === 'master' ? role : { node: uuidOf(name) }, addresses: ['127.0.0.1'], names: [name], days });
  return { ca: ca.certificate, cert: made.certificate, key: made.key };
}
