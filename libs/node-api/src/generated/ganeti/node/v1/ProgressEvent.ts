// Original file: proto/node/v1/node.proto

import type { Progress as _ganeti_node_v1_Progress, Progress__Output as _ganeti_node_v1_Progress__Output } from '../../../ganeti/node/v1/Progress';
import type { Empty as _ganeti_node_v1_Empty, Empty__Output as _ganeti_node_v1_Empty__Output } from '../../../ganeti/node/v1/Empty';

export interface ProgressEvent {
  'progress'?: (_ganeti_node_v1_Progress | null);
  'done'?: (_ganeti_node_v1_Empty | null);
  'event'?: "progress"|"done";
}

export interface ProgressEvent__Output {
  'progress'?: (_ganeti_node_v1_Progress__Output | null);
  'done'?: (_ganeti_node_v1_Empty__Output | null);
  'event'?: "progress"|"done";
}
