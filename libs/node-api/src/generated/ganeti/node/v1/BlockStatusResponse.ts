// Original file: proto/node/v1/node.proto

import type { DiskStatus as _ganeti_node_v1_DiskStatus, DiskStatus__Output as _ganeti_node_v1_DiskStatus__Output } from '../../../ganeti/node/v1/DiskStatus';

export interface BlockStatusResponse {
  'status'?: (_ganeti_node_v1_DiskStatus)[];
}

export interface BlockStatusResponse__Output {
  'status': (_ganeti_node_v1_DiskStatus__Output)[];
}
