// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface ConnectRequest {
  'devices'?: (_ganeti_node_v1_BlockDevice)[];
  'dual_primary'?: (boolean);
}

export interface ConnectRequest__Output {
  'devices': (_ganeti_node_v1_BlockDevice__Output)[];
  'dual_primary': (boolean);
}
