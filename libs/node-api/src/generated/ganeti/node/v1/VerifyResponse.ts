// Original file: proto/node/v1/node.proto

import type { Finding as _ganeti_node_v1_Finding, Finding__Output as _ganeti_node_v1_Finding__Output } from '../../../ganeti/node/v1/Finding';
import type { InstanceStatus as _ganeti_node_v1_InstanceStatus, InstanceStatus__Output as _ganeti_node_v1_InstanceStatus__Output } from '../../../ganeti/node/v1/InstanceStatus';
import type { OsInfo as _ganeti_node_v1_OsInfo, OsInfo__Output as _ganeti_node_v1_OsInfo__Output } from '../../../ganeti/node/v1/OsInfo';
import type { PhysicalVolume as _ganeti_node_v1_PhysicalVolume, PhysicalVolume__Output as _ganeti_node_v1_PhysicalVolume__Output } from '../../../ganeti/node/v1/PhysicalVolume';

export interface VerifyResponse {
  'now'?: (number | string);
  'release'?: (string);
  'protocol_version'?: (number);
  'file_digests'?: ({[key: string]: string});
  'findings'?: (_ganeti_node_v1_Finding)[];
  'drbd_minors'?: (number)[];
  'volumes'?: (string)[];
  'instances'?: (_ganeti_node_v1_InstanceStatus)[];
  'os'?: (_ganeti_node_v1_OsInfo)[];
  'certificate_digest'?: (string);
  'drbd_version'?: (string);
  'physical_volumes'?: (_ganeti_node_v1_PhysicalVolume)[];
}

export interface VerifyResponse__Output {
  'now': (number);
  'release': (string);
  'protocol_version': (number);
  'file_digests': ({[key: string]: string});
  'findings': (_ganeti_node_v1_Finding__Output)[];
  'drbd_minors': (number)[];
  'volumes': (string)[];
  'instances': (_ganeti_node_v1_InstanceStatus__Output)[];
  'os': (_ganeti_node_v1_OsInfo__Output)[];
  'certificate_digest': (string);
  'drbd_version': (string);
  'physical_volumes': (_ganeti_node_v1_PhysicalVolume__Output)[];
}
