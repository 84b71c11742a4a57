// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface DevicesRequest {
  'devices'?: (_ganeti_node_v1_BlockDevice)[];
}

export interface DevicesRequest__Output {
  'devices': (_ganeti_node_v1_BlockDevice__Output)[];
}
