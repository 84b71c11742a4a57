// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface BlockCopyRequest {
  'source'?: (_ganeti_node_v1_BlockDevice | null);
  'target'?: (_ganeti_node_v1_BlockDevice | null);
  'size'?: (number);
}

export interface BlockCopyRequest__Output {
  'source': (_ganeti_node_v1_BlockDevice__Output | null);
  'target': (_ganeti_node_v1_BlockDevice__Output | null);
  'size': (number);
}
