// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface BlockWipeRequest {
  'device'?: (_ganeti_node_v1_BlockDevice | null);
  'offset'?: (number);
  'size'?: (number);
}

export interface BlockWipeRequest__Output {
  'device': (_ganeti_node_v1_BlockDevice__Output | null);
  'offset': (number);
  'size': (number);
}
