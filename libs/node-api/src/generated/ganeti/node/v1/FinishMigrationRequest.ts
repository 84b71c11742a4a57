// Original file: proto/node/v1/node.proto

import type { Instance as _ganeti_node_v1_Instance, Instance__Output as _ganeti_node_v1_Instance__Output } from '../../../ganeti/node/v1/Instance';

export interface FinishMigrationRequest {
  'instance'?: (_ganeti_node_v1_Instance | null);
  'success'?: (boolean);
  'source'?: (boolean);
  'info'?: (Buffer | Uint8Array | string);
}

export interface FinishMigrationRequest__Output {
  'instance': (_ganeti_node_v1_Instance__Output | null);
  'success': (boolean);
  'source': (boolean);
  'info': (Buffer);
}
