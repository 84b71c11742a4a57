// Original file: proto/node/v1/node.proto

import type { Instance as _ganeti_node_v1_Instance, Instance__Output as _ganeti_node_v1_Instance__Output } from '../../../ganeti/node/v1/Instance';

export interface TransferScript {
  'instance'?: (_ganeti_node_v1_Instance | null);
  'index'?: (number);
  'debug_level'?: (number);
}

export interface TransferScript__Output {
  'instance': (_ganeti_node_v1_Instance__Output | null);
  'index': (number);
  'debug_level': (number);
}
