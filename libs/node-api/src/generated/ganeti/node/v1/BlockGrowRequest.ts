// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface BlockGrowRequest {
  'device'?: (_ganeti_node_v1_BlockDevice | null);
  'amount'?: (number);
  'dry_run'?: (boolean);
  'backing_store'?: (boolean);
}

export interface BlockGrowRequest__Output {
  'device': (_ganeti_node_v1_BlockDevice__Output | null);
  'amount': (number);
  'dry_run': (boolean);
  'backing_store': (boolean);
}
