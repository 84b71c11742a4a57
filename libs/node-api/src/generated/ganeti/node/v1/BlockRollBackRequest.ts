// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface BlockRollBackRequest {
  'device'?: (_ganeti_node_v1_BlockDevice | null);
  'snapshot'?: (_ganeti_node_v1_BlockDevice | null);
}

export interface BlockRollBackRequest__Output {
  'device': (_ganeti_node_v1_BlockDevice__Output | null);
  'snapshot': (_ganeti_node_v1_BlockDevice__Output | null);
}
