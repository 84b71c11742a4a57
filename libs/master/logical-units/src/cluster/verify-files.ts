/** Files that nodes have from the master, or that have to be the same on all of them. */
import { createHash } from 'node:crypto';
import type { RunContext } from '@ganeti/master-jobs';
import { fillHv, type Cluster, type Node } from '@ganeti/objects';
import type { Services } from '../services';
import type { Findings } from './findings';
import { answered, EXTERNAL_IP_SCRIPT, type GroupState } from './verify-state';

const DATA = '/var/lib/ganeti';
const CONFIG_COPY = `${DATA}/config.json`;
const AUTHORITIES = `${DATA}/ca.pem`;
const ssconf = (name: string): string => `${DATA}/ssconf_${name}`;

type Sent = NonNullable<ReturnType<Services['distributed']>>;

interface SharedFile {
  readonly path: string;
  /** Nodes that have to have it when the master has. */
  readonly needed: (node: Node) => boolean;
  /** How it comes to a node that lacks it. */
  readonly remedy: string;
}

/** Files that are the same wherever they are. */
function sharedFiles(cluster: Cluster, isSettled: boolean): SharedFile[] {
  const redistributed = 'gnt cluster redist-conf sends it';
  const copied = "copy the master's there";
  const passwords = cluster.enabled_hypervisors
    .flatMap((hypervisor) => ['vnc_password_file', 'spice_password_file'].map((name) => fillHv(cluster, hypervisor, '', {})[name]))
    .filter((path): path is string => typeof path === 'string' && path !== '');
  return [
    ...(isSettled ? [{ path: AUTHORITIES, needed: () => true, remedy: 'gnt cluster renew-crypto puts that right' }] : []),
    { path: `${DATA}/cluster-domain-secret`, needed: (node) => node.master_candidate, remedy: redistributed },
    ...['spice.pem', 'spice-ca.pem'].map((name) => ({ path: `${DATA}/${name}`, needed: (node: Node) => node.vm_capable, remedy: redistributed })),
    ...[...new Set(passwords)].map((path) => ({ path, needed: (node: Node) => node.vm_capable, remedy: copied })),
    ...(cluster.use_external_mip_script ? [{ path: EXTERNAL_IP_SCRIPT, needed: () => false, remedy: copied }] : []),
  ];
}

/** While some node has missed a renewal of keys, nodes trust different authorities on purpose. */
const isSettled = (cx: RunContext): boolean => [...cx.config.all('node')].every(({ missed_renewal: missed }) => missed === undefined || missed === '');

const filesOf = (cx: RunContext): SharedFile[] => sharedFiles(cx.config.cluster(), isSettled(cx));

/** Paths whose digest a node is asked for. */
export function filesToAsk(cx: RunContext, services: Services, node: Node): string[] {
  const sent = services.distributed(node.uuid);
  return [CONFIG_COPY, ...filesOf(cx).map(({ path }) => path), ...Object.keys(sent?.ssconf ?? {}).map(ssconf)];
}

/** `held`: what each node had been sent before it was asked. */
export async function verifyFiles(cx: RunContext, services: Services, findings: Findings, state: GroupState, held: ReadonlyMap<string, Sent | null>): Promise<void> {
  findings.heading('Checking files');
  const present = answered(state).map(({ node, result }) => ({ node, digests: result.answer.file_digests }));
  for (const { node, digests } of present) {
    const sent = held.get(node.uuid) ?? null;
    // What was sent meanwhile may be there already or not.
    const isSettled = sent !== null && isSame(services.distributed(node.uuid), sent);
    findings.each('ENODEFILECHECK', node.name, isSettled ? sentProblems(node, sent, digests) : []);
  }
  const wanted = await masterDigests(cx, present);
  if (wanted === null) return;
  for (const file of filesOf(cx)) findings.each('ECLUSTERFILECHECK', '', sharedProblems(file, present, wanted[file.path]));
}

const isSame = (now: Sent | null, before: Sent): boolean => now !== null && Object.entries(now.ssconf).every(([name, value]) => before.ssconf[name] === value);

function sentProblems(node: Node, sent: Sent, digests: Readonly<Record<string, string>>): string[] {
  const wrong = Object.entries(sent.ssconf)
    .filter(([name, value]) => digests[ssconf(name)] !== sha256(value.endsWith('\n') ? value : `${value}\n`))
    .map(([name]) => `${ssconf(name)} ${digests[ssconf(name)] === undefined ? 'is missing' : 'is not what the master has sent'}; gnt cluster redist-conf sends it again`);
  const hasCopy = digests[CONFIG_COPY] !== undefined;
  if (node.master_candidate && sent.copy && !hasCopy) wrong.push(`${CONFIG_COPY} is missing on this master candidate; gnt cluster redist-conf sends it again`);
  if (!node.master_candidate && hasCopy) wrong.push(`${CONFIG_COPY} is still there, though this node is no master candidate; remove it`);
  return wrong;
}

type Present = readonly { readonly node: Node; readonly digests: Readonly<Record<string, string>> }[];

/** Of the master's files; null: it does not answer, and nobody can say what is right. */
async function masterDigests(cx: RunContext, present: Present): Promise<Readonly<Record<string, string>> | null> {
  const { master_node: master } = cx.config.cluster();
  const here = present.find(({ node }) => node.uuid === master);
  if (here !== undefined) return here.digests;
  try {
    return (await cx.read(master, 'Node.Verify', { files: filesOf(cx).map(({ path }) => path) })).file_digests;
  } catch (error) {
    if (cx.signal.aborted) throw error;
    return null;
  }
}

function sharedProblems({ path, needed, remedy }: SharedFile, present: Present, wanted: string | undefined): string[] {
  const without = wanted === undefined ? [] : present.filter(({ node, digests }) => digests[path] === undefined && needed(node));
  const other = present.filter(({ digests }) => digests[path] !== undefined && digests[path] !== wanted);
  const names = (list: Present): string => list.map(({ node }) => node.name).join(', ');
  return [
    ...(without.length > 0 ? [`${path} is missing on ${names(without)}; ${remedy}`] : []),
    ...(other.length > 0 ? [`${path} is not the master's on ${names(other)}; ${remedy}`] : []),
  ];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
