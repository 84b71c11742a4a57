// Original file: proto/node/v1/node.proto

import type { NodeResources as _ganeti_node_v1_NodeResources, NodeResources__Output as _ganeti_node_v1_NodeResources__Output } from '../../../ganeti/node/v1/NodeResources';
import type { InstanceStatus as _ganeti_node_v1_InstanceStatus, InstanceStatus__Output as _ganeti_node_v1_InstanceStatus__Output } from '../../../ganeti/node/v1/InstanceStatus';
import type { DiskStatus as _ganeti_node_v1_DiskStatus, DiskStatus__Output as _ganeti_node_v1_DiskStatus__Output } from '../../../ganeti/node/v1/DiskStatus';

export interface StatusUpdate {
  'full'?: (boolean);
  'resources'?: (_ganeti_node_v1_NodeResources | null);
  'instances'?: (_ganeti_node_v1_InstanceStatus)[];
  'gone'?: (string)[];
  'heartbeat'?: (boolean);
  'disks'?: (_ganeti_node_v1_DiskStatus)[];
  'change'?: (number | string);
}

export interface StatusUpdate__Output {
  'full': (boolean);
  'resources': (_ganeti_node_v1_NodeResources__Output | null);
  'instances': (_ganeti_node_v1_InstanceStatus__Output)[];
  'gone': (string)[];
  'heartbeat': (boolean);
  'disks': (_ganeti_node_v1_DiskStatus__Output)[];
  'change': (number);
}
