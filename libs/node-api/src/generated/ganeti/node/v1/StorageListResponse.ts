// Original file: proto/node/v1/node.proto

import type { StorageUnit as _ganeti_node_v1_StorageUnit, StorageUnit__Output as _ganeti_node_v1_StorageUnit__Output } from '../../../ganeti/node/v1/StorageUnit';

export interface StorageListResponse {
  'units'?: (_ganeti_node_v1_StorageUnit)[];
}

export interface StorageListResponse__Output {
  'units': (_ganeti_node_v1_StorageUnit__Output)[];
}
