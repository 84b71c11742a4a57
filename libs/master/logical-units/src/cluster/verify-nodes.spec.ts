/** What cluster verify finds on nodes: each provoked by facts of the simulated machine, or by what it answers. */
import { fitMachine, unitWorld, uuidOf, type UnitWorld } from '@ganeti/testkit';

const [n1, n2] = ['node1.example.com', 'node2.example.com'] as const;
let world: UnitWorld;
beforeEach(async () => {
  world = await unitWorld([n1, n2]);
});
afterEach(() => world.close());

async function verify(): Promise<{ good: unknown; lines: string[] }> {
  const { status, result, log } = await world.run({ OP_ID: 'OP_CLUSTER_VERIFY_GROUP', group_name: 'default', error_codes: true });
  expect(status).toBe('success');
  return { good: result, lines: log.filter((line) => /ERROR|WARNING/.test(line)).map((line) => line.replace(/^ *- /, '')) };
}

/** Changes what node2 answers to Node.Verify. */
function disguise(change: (answer: Record<string, unknown>) => object): void {
  const { rpc } = world.nodes;
  const call = rpc.call.bind(rpc);
  (rpc as { call: unknown }).call = async (node: string, method: 'Node.Verify', ...rest: [object]) => {
    const answer = (await call(node, method, ...rest)) as unknown as Record<string, unknown>;
    return method === 'Node.Verify' && node === uuidOf(n2) ? { ...answer, ...change(answer) } : answer;
  };
}

it('finds nothing where all is well', async () => {
  world.nodes.facts.set(n2, fitMachine);
  expect(await verify()).toEqual({ good: true, lines: [] });
});

const provoked: [string, () => void, string | RegExp, boolean][] = [
  ['a missing module', () => void world.nodes.facts.set(n2, { ...fitMachine, module: () => 'missing' }), /^ERROR:ENODESETUP:node:node2.example.com:drbd: the kernel has no module drbd/, false],
  ['another DRBD helper', () => void world.nodes.facts.set(n2, { ...fitMachine, moduleParameter: () => '/sbin/drbdadm' }), /^ERROR:ENODEDRBDHELPER:node:node2.example.com:.*\/sbin\/drbdadm/, false],
  [
    'a directory for file disks that is not there',
    () => disguise(({ findings }) => ({ findings: [...(findings as object[]), { check: 'directory', item: '/srv/ganeti/file-storage', message: 'cannot hold file disks', warning: false }] })),
    /^ERROR:ENODEFILESTORAGEPATHUNUSABLE:node:node2.example.com:\/srv\/ganeti\/file-storage: cannot hold/,
    false,
  ],
  [
    'a shared one that is not there',
    () => disguise(({ findings }) => ({ findings: [...(findings as object[]), { check: 'directory', item: '/srv/ganeti/shared-file-storage', message: 'cannot hold file disks', warning: false }] })),
    /^ERROR:ENODESHAREDFILESTORAGEPATHUNUSABLE:node:node2.example.com/,
    false,
  ],
  ['a missing bridge', () => void world.nodes.missingBridges.add('xen-br0'), /^ERROR:ENODENET:node:node2.example.com:xen-br0: there is no bridge/, false],
  ['a clock that is wrong', () => disguise(({ now }) => ({ now: Number(now) + 100_000 })), /^ERROR:ENODETIME:node:node2.example.com:its clock is off by/, false],
  ['a clock that nobody keeps', () => void world.nodes.facts.set(n2, { ...fitMachine, clockIsKept: () => false }), /^WARNING:ENODETIME:node:node2.example.com:nothing keeps the clock/, true],
  ['another release', () => disguise(() => ({ release: '0.0.1' })), /^WARNING:ENODEVERSION:node:node[12].example.com:runs release/, true],
  ['another protocol', () => disguise(() => ({ protocol_version: 99 })), /^ERROR:ENODEVERSION:node:node2.example.com:speaks protocol 99/, false],
  [
    'a certificate near its end',
    () => disguise(({ findings }) => ({ findings: [...(findings as object[]), { check: 'certificate', item: 'server.pem', message: 'ends in 3 days', warning: false }] })),
    /^ERROR:ECLUSTERCERT:cluster:node2.example.com:server.pem: ends in 3 days/,
    false,
  ],
];
it.each(provoked)('finds %s', async (_name, provoke, line, good) => {
  provoke();
  const found = await verify();
  expect(found.lines).toContainEqual(expect.stringMatching(line));
  expect(found.good).toBe(good);
});
