// Original file: proto/node/v1/node.proto

import type { Instance as _ganeti_node_v1_Instance, Instance__Output as _ganeti_node_v1_Instance__Output } from '../../../ganeti/node/v1/Instance';
import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface ResizeDiskRequest {
  'instance'?: (_ganeti_node_v1_Instance | null);
  'disk'?: (_ganeti_node_v1_BlockDevice | null);
  'size'?: (number);
}

export interface ResizeDiskRequest__Output {
  'instance': (_ganeti_node_v1_Instance__Output | null);
  'disk': (_ganeti_node_v1_BlockDevice__Output | null);
  'size': (number);
}
