/** What nodes say of themselves. */
import type { RunContext } from '@ganeti/master-jobs';
import { nodeProtocolVersion, type Node } from '@ganeti/objects';
import type { VerifyErrorCode } from '@ganeti/opcodes';
import { beOf } from '../common/params';
import type { Findings } from './findings';
import { outOfBandPrograms } from './verify-ask';
import { answered, EXTERNAL_IP_SCRIPT, type Answered, type GroupState } from './verify-state';

/** Seconds by which clocks may differ. */
const maxSkew = 150;

export function verifyNodes(cx: RunContext, findings: Findings, state: GroupState): void {
  for (const node of state.nodes) {
    const result = state.answers.get(node.uuid);
    if (result === undefined) findings.detail(`node ${node.name} is marked offline: not asked`);
    else findings.report('failure' in result, 'ENODERPC', node.name, 'failure' in result ? `no answer from its node daemon: ${result.failure}` : 'no answer');
  }
  const silent = new Set(state.nodes.filter(({ uuid }) => 'failure' in (state.answers.get(uuid) ?? {})).map(({ name }) => name));
  for (const { node, result } of answered(state)) verifyNode(cx, findings, node, result, silent);
  verifyReleases(findings, state);
  verifyOs(findings, state);
}

function verifyNode(cx: RunContext, findings: Findings, node: Node, { answer, asked }: Answered, silent: ReadonlySet<string>): void {
  const now = cx.clock.now();
  const skew = answer.now < asked ? asked - answer.now : Math.max(0, answer.now - now);
  findings.report(skew > maxSkew, 'ENODETIME', node.name, `its clock is off by ${Math.round(skew)} s`);
  const speaks = answer.protocol_version;
  findings.report(speaks !== nodeProtocolVersion, 'ENODEVERSION', node.name, `speaks protocol ${speaks} (release ${answer.release}), the master ${nodeProtocolVersion}; install the same release`);
  const has = answer.certificate_digest;
  const wrong = has === '' ? 'its certificate cannot be read' : `the certificate in its server.pem (digest ${has}) is not the one the cluster knows`;
  const isKnown = has === node.certificate_digest || has === node.next_certificate_digest;
  findings.report(!isKnown, 'ECLUSTERCLIENTCERT', node.name, `${wrong}; gnt cluster renew-crypto gives it another, or add the node again`);
  const shared = cx.config.cluster().shared_file_storage_dir;
  const found = answer.findings.flatMap(({ check, item, message, warning }) => {
    // Of a node that does not answer the master, all others need not say so again.
    if (check === 'peer' && silent.has(item)) return [];
    return codesOf(cx, check, item, shared).map((code) => ({ code, text: item === '' ? message : `${item}: ${message}`, warning }));
  });
  for (const { code, text, warning } of found) findings.report(true, code, node.name, text, warning ? 'WARNING' : 'ERROR');
  for (const code of nodeCodes) if (!found.some((each) => each.code === code)) findings.each(code, node.name, []);
}

const codeOfCheck: Readonly<Record<string, VerifyErrorCode>> = {
  hypervisor: 'ENODEHV',
  'volume-group': 'ENODELVM',
  directory: 'ENODEFILESTORAGEPATHUNUSABLE',
  'listed-directory': 'ENODEFILESTORAGEPATHS',
  gluster: 'ENODEGLUSTERSTORAGEPATHUNUSABLE',
  drbd: 'ENODEDRBDHELPER',
  bridge: 'ENODENET',
  peer: 'ENODENET',
  // Nodes do not reach each other over ssh here: what it is for is done over the nodes' own channel.
  trust: 'ENODESSH',
  clutter: 'ENODESSH',
  certificate: 'ECLUSTERCERT',
  clock: 'ENODETIME',
  module: 'ENODESETUP',
};
const nodeCodes = [...new Set([...Object.values(codeOfCheck), 'ENODESHAREDFILESTORAGEPATHUNUSABLE', 'ENODEUSERSCRIPTS', 'ENODEOOBPATH'] as const)];

function codesOf(cx: RunContext, check: string, item: string, sharedDirectory: string): VerifyErrorCode[] {
  if (check === 'directory' && item === sharedDirectory) return ['ENODESHAREDFILESTORAGEPATHUNUSABLE'];
  // What kind of storage cannot tell what it has.
  if (check === 'storage') return [item === 'plain' ? 'ENODELVM' : 'ENODESETUP'];
  if (check !== 'program') return [codeOfCheck[check] ?? 'ENODESETUP'];
  return [...(item === EXTERNAL_IP_SCRIPT ? (['ENODEUSERSCRIPTS'] as const) : []), ...(outOfBandPrograms(cx).includes(item) ? (['ENODEOOBPATH'] as const) : [])];
}

/** When any one other node fails, what it leaves to this one has to fit. */
export function verifyMemory(cx: RunContext, findings: Findings, node: Node): void {
  const resources = cx.live.node(node.uuid).resources;
  if (resources === null) return;
  const needed = new Map<string, number>();
  for (const uuid of cx.config.secondariesOf(node.uuid)) {
    const instance = cx.config.get('instance', uuid);
    if (instance === undefined) continue;
    const be = beOf(cx.config, instance);
    if (be.auto_balance) needed.set(instance.primary_node, (needed.get(instance.primary_node) ?? 0) + be.minmem);
  }
  for (const [peer, memory] of needed) {
    const name = cx.config.get('node', peer)?.name ?? peer;
    findings.report(
      memory > resources.memory_free,
      'ENODEN1',
      node.name,
      `cannot take over the instances of ${name} if that fails: ${memory} MiB needed, ${resources.memory_free} MiB free`,
    );
  }
}

function verifyReleases(findings: Findings, state: GroupState): void {
  const releases = new Map<string, string[]>();
  for (const { node, result } of answered(state)) releases.set(result.answer.release, [...(releases.get(result.answer.release) ?? []), node.name]);
  const common = [...releases].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
  for (const [release, nodes] of releases) {
    for (const node of nodes) findings.report(release !== common, 'ENODEVERSION', node, `runs release ${release}, most others ${common}`, 'WARNING');
  }
}

/** Definitions have to be the same everywhere, else an instance installs on one node and not on the next. */
function verifyOs(findings: Findings, state: GroupState): void {
  const [first, ...others] = answered(state)
    .filter(({ node }) => node.vm_capable)
    .map(({ node, result }) => ({ node: node.name, os: new Map(result.answer.os.map((each) => [each.name, comparable(each)])) }));
  if (first === undefined) return;
  for (const { node, os } of others) {
    const differ = [...new Set([...first.os.keys(), ...os.keys()])].filter((name) => first.os.get(name) !== os.get(name));
    findings.each('ENODEOS', node, differ.map((name) => `OS ${name} is not the same as on node ${first.node}`));
  }
}

function comparable(os: Answered['answer']['os'][number]): string {
  return JSON.stringify([os.valid, [...os.variants].sort(), [...os.api_versions].sort(), os.parameters.map(({ name }) => name).sort()]);
}
