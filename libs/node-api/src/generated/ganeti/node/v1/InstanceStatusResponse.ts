// Original file: proto/node/v1/node.proto

import type { InstanceStatus as _ganeti_node_v1_InstanceStatus, InstanceStatus__Output as _ganeti_node_v1_InstanceStatus__Output } from '../../../ganeti/node/v1/InstanceStatus';

export interface InstanceStatusResponse {
  'exists'?: (boolean);
  'status'?: (_ganeti_node_v1_InstanceStatus | null);
}

export interface InstanceStatusResponse__Output {
  'exists': (boolean);
  'status': (_ganeti_node_v1_InstanceStatus__Output | null);
}
