// Original file: proto/node/v1/node.proto

import type { ExtStorageInfo as _ganeti_node_v1_ExtStorageInfo, ExtStorageInfo__Output as _ganeti_node_v1_ExtStorageInfo__Output } from '../../../ganeti/node/v1/ExtStorageInfo';

export interface ExtStorageListResponse {
  'providers'?: (_ganeti_node_v1_ExtStorageInfo)[];
}

export interface ExtStorageListResponse__Output {
  'providers': (_ganeti_node_v1_ExtStorageInfo__Output)[];
}
