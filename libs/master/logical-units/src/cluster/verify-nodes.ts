import type { RunContext } from '@ganeti/master-jobs';
import { nodeProtocolVersion, type Node } from '@ganeti/objects';
import { snapshotsOf } from '../common/instance-snapshots';
import { beOf } from '../common/params';
import type { Findings } from './findings';
import type { GroupState } from './verify-group';

/** Seconds by which clocks may differ. */
const maxSkew = 150;

export function verifyNodes(cx: RunContext, findings: Findings, state: GroupState, checks: { readonly memory: boolean }): void {
  const { config } = cx;
  const releases = new Map<string, string[]>();
  for (const node of state.nodes) {
    const result = state.answers.get(node.uuid);
    if (result === undefined) {
      findings.detail(`node ${node.name} is marked offline: not asked`);
      continue;
    }
    const failed = 'failure' in result;
    findings.report(failed, 'ENODERPC', node.name, failed ? `no answer from its node daemon: ${result.failure}` : 'no answer');
    if (failed) continue;
    const { answer, asked } = result;
    const now = cx.clock.now();
    const skew = answer.now < asked ? asked - answer.now : Math.max(0, answer.now - now);
    findings.report(skew > maxSkew, 'ENODETIME', node.name, `its clock is off by ${Math.round(skew)} s`);
    releases.set(answer.release, [...(releases.get(answer.release) ?? []), node.name]);
    const speaks = answer.protocol_version;
    findings.report(speaks !== nodeProtocolVersion, 'ENODEVERSION', node.name, `speaks protocol ${speaks} (release ${answer.release}), the master ${nodeProtocolVersion}; install the same release`);
    for (const { check, item, message, warning } of answer.findings) {
      findings.report(true, codeOf(check, item, item === config.cluster().shared_file_storage_dir), node.name, item === '' ? message : `${item}: ${message}`, warning ? 'WARNING' : 'ERROR');
    }
    const knows = (type: string): boolean => !answer.findings.some(({ check, item }) => check === 'storage' && item === type);
    if (knows('plain')) verifyVolumes(cx, findings, node, new Set(answer.volumes));
    if (knows('drbd')) verifyMinors(cx, findings, node, answer.drbd_minors);
    for (const { name, state: running } of answer.instances) {
      if (running === 'shutdown') continue;
      const known = config.instance(name)?.name === name;
      findings.report(!known, 'ENODEORPHANINSTANCE', node.name, `instance ${name} runs there, but is not in the configuration`);
    }
    if (checks.memory) verifyMemory(cx, findings, node);
  }
  verifyReleases(findings, releases);
  verifyOs(findings, state);
}

/** `shared`: it is about the directory that all nodes share. */
function codeOf(check: string, item: string, shared: boolean) {
  switch (check) {
    case 'hypervisor':
      return 'ENODEHV';
    case 'volume-group':
      return 'ENODELVM';
    case 'storage':
      return item === 'plain' ? 'ENODELVM' : 'ENODESETUP';
    case 'directory':
      return shared ? 'ENODESHAREDFILESTORAGEPATHUNUSABLE' : 'ENODEFILESTORAGEPATHUNUSABLE';
    case 'drbd':
      return 'ENODEDRBDHELPER';
    case 'bridge':
    case 'peer':
      return 'ENODENET';
    case 'certificate':
      return 'ECLUSTERCERT';
    case 'clock':
      return 'ENODETIME';
    default:
      return 'ENODESETUP';
  }
}

/** Volumes that instances have there, as "vg/lv", by instance name. */
function expectedVolumes(cx: RunContext, node: Node): Map<string, string> {
  const volumes = new Map<string, string>();
  for (const uuid of [...cx.config.primariesOf(node.uuid), ...cx.config.secondariesOf(node.uuid)]) {
    const instance = cx.config.get('instance', uuid);
    if (instance === undefined || instance.forthcoming) continue;
    for (const { logical_id: id } of snapshotsOf(instance).flatMap(({ disks }) => disks)) {
      if (id.type === 'plain' && instance.primary_node === node.uuid) volumes.set(`${id.vg}/${id.lv}`, instance.name);
    }
    for (const disk of cx.config.disksOf(instance)) {
      for (const { logical_id: id } of [disk, ...disk.children]) {
        if (id.type === 'plain') volumes.set(`${id.vg}/${id.lv}`, instance.name);
      }
    }
  }
  return volumes;
}

function verifyVolumes(cx: RunContext, findings: Findings, node: Node, found: ReadonlySet<string>): void {
  const { volume_group_name: group, reserved_lvs: reserved } = cx.config.cluster();
  const expected = expectedVolumes(cx, node);
  for (const [volume, instance] of expected) {
    const missing = volume.startsWith(`${group}/`) && !found.has(volume);
    findings.report(missing, 'EINSTANCEMISSINGDISK', instance, `volume ${volume} is missing on node ${node.name}`);
  }
  for (const volume of found) {
    if (expected.has(volume) || reserved.some((pattern) => new RegExp(`^(?:${pattern})$`).test(volume))) continue;
    findings.report(true, 'ENODEORPHANLV', node.name, `volume ${volume} belongs to no instance`);
  }
}

function verifyMinors(cx: RunContext, findings: Findings, node: Node, used: readonly number[]): void {
  const expected = new Map<number, { readonly instance: string; readonly active: boolean }>();
  for (const uuid of [...cx.config.primariesOf(node.uuid), ...cx.config.secondariesOf(node.uuid)]) {
    const instance = cx.config.get('instance', uuid);
    if (instance === undefined) continue;
    for (const { logical_id: id } of cx.config.disksOf(instance)) {
      if (id.type !== 'drbd') continue;
      expected.set(id.node_a === node.uuid ? id.minor_a : id.minor_b, { instance: instance.name, active: instance.disks_active });
    }
  }
  for (const [minor, { instance, active }] of expected) {
    findings.report(active && !used.includes(minor), 'ENODEDRBD', node.name, `drbd minor ${minor} of instance ${instance} is not in use`);
  }
  for (const minor of used) {
    findings.report(!expected.has(minor), 'ENODEDRBD', node.name, `drbd minor ${minor} is in use, but belongs to no instance`);
  }
}

/** When any one other node fails, what it leaves to this one has to fit. */
function verifyMemory(cx: RunContext, findings: Findings, node: Node): void {
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

function verifyReleases(findings: Findings, releases: ReadonlyMap<string, readonly string[]>): void {
  const common = [...releases].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
  for (const [release, nodes] of releases) {
    for (const node of nodes) {
      findings.report(release !== common, 'ENODEVERSION', node, `runs release ${release}, most others ${common}`, 'WARNING');
    }
  }
}

/** Definitions have to be the same everywhere, else an instance installs on one node and not on the next. */
function verifyOs(findings: Findings, state: GroupState): void {
  let reference: { readonly node: string; readonly os: ReadonlyMap<string, string> } | null = null;
  for (const node of state.nodes) {
    const result = state.answers.get(node.uuid);
    if (result === undefined || 'failure' in result || !node.vm_capable) continue;
    const os = new Map(
      result.answer.os.map((each) => [
        each.name,
        JSON.stringify([each.valid, [...each.variants].sort(), [...each.api_versions].sort(), each.parameters.map(({ name }) => name).sort()]),
      ]),
    );
    if (reference === null) {
      reference = { node: node.name, os };
      continue;
    }
    for (const name of new Set([...reference.os.keys(), ...os.keys()])) {
      const differs = reference.os.get(name) !== os.get(name);
      findings.report(differs, 'ENODEOS', node.name, `OS ${name} is not the same as on node ${reference.node}`);
    }
  }
}
