// Original file: proto/node/v1/node.proto

import type { Instance as _ganeti_node_v1_Instance, Instance__Output as _ganeti_node_v1_Instance__Output } from '../../../ganeti/node/v1/Instance';

export interface MigrateRequest {
  'instance'?: (_ganeti_node_v1_Instance | null);
  'target_address'?: (string);
  'live'?: (boolean);
}

export interface MigrateRequest__Output {
  'instance': (_ganeti_node_v1_Instance__Output | null);
  'target_address': (string);
  'live': (boolean);
}
