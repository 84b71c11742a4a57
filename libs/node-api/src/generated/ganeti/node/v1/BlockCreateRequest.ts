// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface BlockCreateRequest {
  'device'?: (_ganeti_node_v1_BlockDevice | null);
  'owner'?: (string);
  'on_primary'?: (boolean);
  'info'?: (string);
  'exclusive_storage'?: (boolean);
}

export interface BlockCreateRequest__Output {
  'device': (_ganeti_node_v1_BlockDevice__Output | null);
  'owner': (string);
  'on_primary': (boolean);
  'info': (string);
  'exclusive_storage': (boolean);
}
