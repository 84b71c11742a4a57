// Original file: proto/node/v1/node.proto

import type { HookResult as _ganeti_node_v1_HookResult, HookResult__Output as _ganeti_node_v1_HookResult__Output } from '../../../ganeti/node/v1/HookResult';

export interface HooksRunResponse {
  'results'?: (_ganeti_node_v1_HookResult)[];
}

export interface HooksRunResponse__Output {
  'results': (_ganeti_node_v1_HookResult__Output)[];
}
