// Original file: proto/node/v1/node.proto

import type { OsInfo as _ganeti_node_v1_OsInfo, OsInfo__Output as _ganeti_node_v1_OsInfo__Output } from '../../../ganeti/node/v1/OsInfo';

export interface OsListResponse {
  'os'?: (_ganeti_node_v1_OsInfo)[];
}

export interface OsListResponse__Output {
  'os': (_ganeti_node_v1_OsInfo__Output)[];
}
