// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface BlockAssembleRequest {
  'device'?: (_ganeti_node_v1_BlockDevice | null);
  'owner'?: (string);
  'as_primary'?: (boolean);
  'index'?: (number);
  'ignore_size'?: (boolean);
  'shared'?: (boolean);
}

export interface BlockAssembleRequest__Output {
  'device': (_ganeti_node_v1_BlockDevice__Output | null);
  'owner': (string);
  'as_primary': (boolean);
  'index': (number);
  'ignore_size': (boolean);
  'shared': (boolean);
}
