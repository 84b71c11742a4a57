// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface PauseSyncRequest {
  'devices'?: (_ganeti_node_v1_BlockDevice)[];
  'pause'?: (boolean);
}

export interface PauseSyncRequest__Output {
  'devices': (_ganeti_node_v1_BlockDevice__Output)[];
  'pause': (boolean);
}
