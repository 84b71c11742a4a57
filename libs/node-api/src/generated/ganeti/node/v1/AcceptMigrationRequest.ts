// Original file: proto/node/v1/node.proto

import type { Instance as _ganeti_node_v1_Instance, Instance__Output as _ganeti_node_v1_Instance__Output } from '../../../ganeti/node/v1/Instance';

export interface AcceptMigrationRequest {
  'instance'?: (_ganeti_node_v1_Instance | null);
  'info'?: (Buffer | Uint8Array | string);
  'address'?: (string);
}

export interface AcceptMigrationRequest__Output {
  'instance': (_ganeti_node_v1_Instance__Output | null);
  'info': (Buffer);
  'address': (string);
}
