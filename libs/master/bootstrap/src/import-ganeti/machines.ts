/** Node groups, nodes, networks and rules of the queue (Ganeti: objects.NodeGroup, Node, Network, FilterRule). */
import { initialNode, poolSize, type FilterRule, type Network, type Node, type NodeGroup } from '@ganeti/objects';
import { Unusable } from './findings';
import { diskLayers, ndParams, nicParams, policy } from './params';
import type { Reader } from './reader';

export function groupOf(reader: Reader): NodeGroup {
  const group: NodeGroup = {
    ...reader.stamps(),
    tags: reader.tags(),
    name: reader.text('name'),
    alloc_policy: reader.oneOf('alloc_policy', ['preferred', 'last_resort', 'unallocable'], 'preferred'),
    ndparams: ndParams(reader, reader.dict('ndparams')),
    diskparams: diskLayers(reader, reader.dicts('diskparams')),
    ipolicy: policy(reader, reader.dict('ipolicy'), false),
    networks: Object.fromEntries(Object.entries(reader.dicts('networks')).map(([uuid, params]) => [uuid, nicParams(reader, params, `connection to network ${uuid},`)])),
  };
  // Nodes say themselves which group they are in.
  reader.skip('members');
  reader.leave('sizes of the machines are measured, not set', 'hv_state_static', 'disk_state_static');
  reader.end();
  return group;
}

/** Its certificate comes when the cluster is really made. */
export function nodeOf(reader: Reader): Node {
  const node: Node = {
    ...initialNode({ uuid: '', name: reader.text('name'), primary_ip: reader.text('primary_ip'), group: reader.text('group'), certificate_digest: '' }),
    ...reader.stamps(),
    tags: reader.tags(),
    secondary_ip: reader.text('secondary_ip'),
    master_candidate: reader.flag('master_candidate', false),
    drained: reader.flag('drained', false),
    offline: reader.flag('offline', false),
    master_capable: reader.flag('master_capable', true),
    vm_capable: reader.flag('vm_capable', true),
    powered: reader.flag('powered', true),
    ndparams: ndParams(reader, reader.dict('ndparams')),
  };
  reader.leave('sizes of the machines are measured, not set', 'hv_state_static', 'disk_state_static');
  reader.end();
  return node;
}

/** `used`: addresses that NICs have in this network. */
export function networkOf(reader: Reader, used: number): Network {
  const network: Network = {
    ...reader.stamps(),
    tags: reader.tags(),
    name: reader.text('name'),
    network: reader.text('network'),
    gateway: reader.optionalText('gateway'),
    network6: reader.optionalText('network6'),
    gateway6: reader.optionalText('gateway6'),
    mac_prefix: reader.optionalText('mac_prefix'),
    ext_reservations: reader.text('ext_reservations'),
  };
  const size = poolSize(network.network);
  if (!/^[01]+$/.test(network.ext_reservations) || network.ext_reservations.length !== size) {
    throw new Unusable(`has ext_reservations of ${network.ext_reservations.length} addresses, but ${network.network} has ${size}`);
  }
  const given = [...reader.text('reservations', '')].filter((bit) => bit === '1').length;
  if (given !== used) reader.findings.add('changed', reader.object, `${given} addresses were marked as given out, NICs have ${used}; the NICs count`);
  reader.end();
  return network;
}

export function filterOf(reader: Reader): FilterRule {
  const watermark = reader.number('watermark', 0);
  const rule: FilterRule = {
    uuid: reader.text('uuid'),
    watermark: 0,
    priority: reader.number('priority'),
    predicates: reader.list('predicates'),
    action: reader.action(),
    reason: reader.list('reason_trail'),
  };
  if (watermark > 0) reader.findings.add('changed', reader.object, `watermark ${watermark} becomes 0: jobs are numbered anew`);
  if (rule.predicates.some((predicate) => Array.isArray(predicate) && predicate[0] === 'jobid')) {
    reader.findings.add('changed', reader.object, 'it looks at numbers of jobs, which begin anew; look whether it still means what it should');
  }
  reader.end();
  return rule;
}
