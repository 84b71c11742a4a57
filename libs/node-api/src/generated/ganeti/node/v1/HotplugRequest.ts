// Original file: proto/node/v1/node.proto

import type { Instance as _ganeti_node_v1_Instance, Instance__Output as _ganeti_node_v1_Instance__Output } from '../../../ganeti/node/v1/Instance';
import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';
import type { Nic as _ganeti_node_v1_Nic, Nic__Output as _ganeti_node_v1_Nic__Output } from '../../../ganeti/node/v1/Nic';

export interface HotplugRequest {
  'instance'?: (_ganeti_node_v1_Instance | null);
  'action'?: (string);
  'disk'?: (_ganeti_node_v1_BlockDevice | null);
  'nic'?: (_ganeti_node_v1_Nic | null);
  'index'?: (number);
  'device'?: "disk"|"nic";
}

export interface HotplugRequest__Output {
  'instance': (_ganeti_node_v1_Instance__Output | null);
  'action': (string);
  'disk'?: (_ganeti_node_v1_BlockDevice__Output | null);
  'nic'?: (_ganeti_node_v1_Nic__Output | null);
  'index': (number);
  'device'?: "disk"|"nic";
}
