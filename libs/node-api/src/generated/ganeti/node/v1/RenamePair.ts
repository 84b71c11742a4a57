// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface RenamePair {
  'device'?: (_ganeti_node_v1_BlockDevice | null);
  'new_id'?: (_ganeti_node_v1_BlockDevice | null);
}

export interface RenamePair__Output {
  'device': (_ganeti_node_v1_BlockDevice__Output | null);
  'new_id': (_ganeti_node_v1_BlockDevice__Output | null);
}
