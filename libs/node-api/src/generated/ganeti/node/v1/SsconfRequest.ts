// Original file: proto/node/v1/node.proto

import type { HostsLines as _ganeti_node_v1_HostsLines, HostsLines__Output as _ganeti_node_v1_HostsLines__Output } from '../../../ganeti/node/v1/HostsLines';

export interface SsconfRequest {
  'values'?: ({[key: string]: string});
  'revision'?: (number | string);
  'hosts'?: (_ganeti_node_v1_HostsLines | null);
}

export interface SsconfRequest__Output {
  'values': ({[key: string]: string});
  'revision': (number);
  'hosts': (_ganeti_node_v1_HostsLines__Output | null);
}
