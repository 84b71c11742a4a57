// Original file: proto/node/v1/node.proto

import type { LogicalVolume as _ganeti_node_v1_LogicalVolume, LogicalVolume__Output as _ganeti_node_v1_LogicalVolume__Output } from '../../../ganeti/node/v1/LogicalVolume';
import type { DrbdId as _ganeti_node_v1_DrbdId, DrbdId__Output as _ganeti_node_v1_DrbdId__Output } from '../../../ganeti/node/v1/DrbdId';
import type { FileId as _ganeti_node_v1_FileId, FileId__Output as _ganeti_node_v1_FileId__Output } from '../../../ganeti/node/v1/FileId';
import type { NamedId as _ganeti_node_v1_NamedId, NamedId__Output as _ganeti_node_v1_NamedId__Output } from '../../../ganeti/node/v1/NamedId';
import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface BlockDevice {
  'dev_type'?: (string);
  'size'?: (number);
  'plain'?: (_ganeti_node_v1_LogicalVolume | null);
  'drbd'?: (_ganeti_node_v1_DrbdId | null);
  'file'?: (_ganeti_node_v1_FileId | null);
  'blockdev_path'?: (string);
  'rbd'?: (_ganeti_node_v1_NamedId | null);
  'ext'?: (_ganeti_node_v1_NamedId | null);
  'children'?: (_ganeti_node_v1_BlockDevice)[];
  'uuid'?: (string);
  'name'?: (string);
  'mode'?: (string);
  'params'?: ({[key: string]: string});
  'logical_id'?: "plain"|"drbd"|"file"|"blockdev_path"|"rbd"|"ext";
}

export interface BlockDevice__Output {
  'dev_type': (string);
  'size': (number);
  'plain'?: (_ganeti_node_v1_LogicalVolume__Output | null);
  'drbd'?: (_ganeti_node_v1_DrbdId__Output | null);
  'file'?: (_ganeti_node_v1_FileId__Output | null);
  'blockdev_path'?: (string);
  'rbd'?: (_ganeti_node_v1_NamedId__Output | null);
  'ext'?: (_ganeti_node_v1_NamedId__Output | null);
  'children': (_ganeti_node_v1_BlockDevice__Output)[];
  'uuid': (string);
  'name': (string);
  'mode': (string);
  'params': ({[key: string]: string});
  'logical_id'?: "plain"|"drbd"|"file"|"blockdev_path"|"rbd"|"ext";
}
