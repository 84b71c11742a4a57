import { OpPrereqError } from '@ganeti/errors';
import { defineLogicalUnit, type CheckContext, type LogicalUnit } from '@ganeti/master-jobs';
import { checkNd, INITIAL_GROUP_NAME, initialNode, normaliseHostname, type Node, type NodeGroup, nodeProtocolVersion } from '@ganeti/objects';
import { nodeAdd, type ParamsOf } from '@ganeti/opcodes';
import { isIP } from 'node:net';
import { warn } from '../common/disk-steps';
import { groupOf } from '../common/lookup';
import type { Plain } from '../common/plain';
import type { Introduction, Services } from '../services';

type Params = ParamsOf<typeof nodeAdd>;
type NewNode = Omit<Node, 'serial_no' | 'ctime' | 'mtime'>;
type Plan = { readonly node: Plain<NewNode>; readonly known: boolean };

/** Seconds by which a node's clock may differ. */
const maxSkew = 150;

export function nodeAddUnit(services: Services): LogicalUnit<typeof nodeAdd, Plan> {
  return defineLogicalUnit({
    definition: nodeAdd,
    locks: () => ({ cluster: { names: ['BGL'], mode: 'exclusive' } }),

    async check(params, cx): Promise<Plan> {
      const name = normaliseHostname(params.node_name);
      const known = cx.config.node(name);
      const same = known?.name === name ? known : undefined;
      if (params.readd && same === undefined) {
        throw new OpPrereqError(`Node ${name} cannot be added again: it is not in the cluster`, 'unknown_entity');
      }
      if (!params.readd && same !== undefined) {
        throw new OpPrereqError(`Node ${name} is in the cluster already; 'readd' takes it in again`, 'already_exists');
      }
      const primary_ip = params.primary_ip ?? same?.primary_ip ?? (await services.names.resolve(name)).address;
      const secondary_ip = params.secondary_ip ?? same?.secondary_ip ?? primary_ip;
      checkAddresses(cx, name, primary_ip, secondary_ip, params.port);
      const cluster = cx.config.cluster();
      const hello = await services.introduce({
        name,
        address: primary_ip,
        port: params.port,
        cluster_name: cluster.cluster_name,
        cluster_uuid: cluster.uuid,
      });
      checkIntroduction(cx, name, hello, same);
      cx.reservations.name(cx.jobId, 'node', name);
      return { node: newNode(params, cx, { name, primary_ip, secondary_ip }, hello, same), known: same !== undefined };
    },

    hooks(_params, { node }, cx) {
      const all = [...cx.config.all('node')].map(({ uuid }) => uuid).filter((uuid) => uuid !== node.uuid);
      return {
        path: 'node-add',
        objectType: 'NODE',
        environment: {
          OP_TARGET: node.name,
          NODE_NAME: node.name,
          NODE_PIP: node.primary_ip,
          NODE_SIP: node.secondary_ip,
          MASTER_CAPABLE: node.master_capable ? 'True' : 'False',
          VM_CAPABLE: node.vm_capable ? 'True' : 'False',
        },
        preNodes: all,
        postNodes: [...all, node.uuid],
      };
    },

    async run(_params, { node, known }, cx) {
      await cx.update('add', (tx) => {
        if (known) tx.update('node', node.uuid, node);
        else tx.insert('node', node);
      });
      for (const failed of await services.redistribute()) warn(cx, `Node ${failed} did not take the configuration; it will get it when it is back`);
      return null;
    },
  });
}

function newNode(
  params: Params,
  cx: CheckContext,
  address: { readonly name: string; readonly primary_ip: string; readonly secondary_ip: string },
  hello: Introduction,
  same: Node | undefined,
): NewNode {
  const master_capable = params.master_capable ?? same?.master_capable ?? true;
  const { serial_no: _serial, ctime: _ctime, mtime: _mtime, ...old } = same ?? initialNode({
    ...address,
    uuid: hello.uuid === '' ? cx.ids.uuid() : hello.uuid,
    group: groupFor(params, cx).uuid,
    certificate_digest: hello.certificate_digest,
  }) as Node;
  return {
    ...old,
    ...address,
    certificate_digest: hello.certificate_digest,
    port: hello.port,
    group: params.group !== null || same === undefined ? groupFor(params, cx).uuid : same.group,
    ndparams: params.ndparams === null ? old.ndparams : checkNd(params.ndparams),
    master_capable,
    vm_capable: params.vm_capable ?? same?.vm_capable ?? true,
    drained: false,
    offline: false,
    master_candidate: (same?.master_candidate ?? false) || (master_capable && poolIsShort(cx)),
  };
}

function groupFor(params: Params, cx: CheckContext): NodeGroup {
  if (params.group !== null) return groupOf(cx.config, params.group);
  const standard = cx.config.group(INITIAL_GROUP_NAME) ?? [...cx.config.all('nodegroup')][0];
  if (standard === undefined) throw new OpPrereqError('The cluster has no node group to put the node in', 'wrong_state');
  return standard;
}

/** Whether the cluster has fewer candidates than it wants. */
function poolIsShort(cx: CheckContext): boolean {
  const candidates = [...cx.config.all('node')].filter((node) => node.master_candidate).length;
  return candidates < cx.config.cluster().candidate_pool_size;
}

function checkAddresses(cx: CheckContext, name: string, primary: string, secondary: string, port: number): void {
  for (const [what, ip] of [['primary', primary], ['secondary', secondary]] as const) {
    if (isIP(ip) === 0) throw new OpPrereqError(`The ${what} address '${ip}' of node ${name} is no IP address`, 'wrong_input');
  }
  const master = cx.config.get('node', cx.config.cluster().master_node);
  if (master !== undefined && (master.primary_ip === master.secondary_ip) !== (primary === secondary)) {
    const wanted = master.primary_ip === master.secondary_ip ? 'no secondary address, as the master has none' : 'a secondary address, as the master has one';
    throw new OpPrereqError(`Node ${name} needs ${wanted}`, 'wrong_input');
  }
  for (const other of cx.config.all('node')) {
    if (other.name === name) continue;
    const clash = [primary, secondary].find((ip) => ip === other.secondary_ip || (ip === other.primary_ip && other.port === port));
    if (clash !== undefined) throw new OpPrereqError(`The address ${clash} of node ${name} belongs to node ${other.name}`, 'resource_not_unique');
  }
}

function checkIntroduction(cx: CheckContext, name: string, hello: Introduction, same: Node | undefined): void {
  if (hello.protocol_version !== nodeProtocolVersion) {
    throw new OpPrereqError(
      `Node ${name} speaks protocol ${hello.protocol_version} (release ${hello.release}), the master ${nodeProtocolVersion}; install the same release`,
      'environment_error',
    );
  }
  const skew = Math.abs(hello.now - cx.clock.now());
  if (skew > maxSkew) throw new OpPrereqError(`The clock of node ${name} is off by ${Math.round(skew)} s; set it right first`, 'environment_error');
  if (same !== undefined && hello.uuid !== '' && hello.uuid !== same.uuid) {
    throw new OpPrereqError(`The certificate of node ${name} is for another node (${hello.uuid}, not ${same.uuid})`, 'wrong_state');
  }
  const other = cx.config.get('node', hello.uuid);
  if (same === undefined && other !== undefined) {
    throw new OpPrereqError(`What answers as ${name} is the node ${other.name}, which is in the cluster already`, 'already_exists');
  }
  const missing = cx.config.cluster().enabled_hypervisors.filter((hypervisor) => !hello.hypervisors.includes(hypervisor));
  if (missing.length > 0) warn(cx, `Node ${name} does not have hypervisor ${missing.join(', ')}`);
}
