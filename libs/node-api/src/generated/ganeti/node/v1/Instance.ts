// Original file: proto/node/v1/node.proto

import type { Nic as _ganeti_node_v1_Nic, Nic__Output as _ganeti_node_v1_Nic__Output } from '../../../ganeti/node/v1/Nic';
import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';

export interface Instance {
  'uuid'?: (string);
  'name'?: (string);
  'hypervisor'?: (string);
  'os'?: (string);
  'hvparams'?: ({[key: string]: string});
  'beparams'?: ({[key: string]: string});
  'osparams'?: ({[key: string]: string});
  'nics'?: (_ganeti_node_v1_Nic)[];
  'disks'?: (_ganeti_node_v1_BlockDevice)[];
  'primary_node'?: (string);
  'secondary_nodes'?: (string)[];
  'ctime'?: (number | string);
  'mtime'?: (number | string);
  'tags'?: (string)[];
  'network_port'?: (number);
  'osparams_private'?: ({[key: string]: string});
  'osparams_secret'?: ({[key: string]: string});
}

export interface Instance__Output {
  'uuid': (string);
  'name': (string);
  'hypervisor': (string);
  'os': (string);
  'hvparams': ({[key: string]: string});
  'beparams': ({[key: string]: string});
  'osparams': ({[key: string]: string});
  'nics': (_ganeti_node_v1_Nic__Output)[];
  'disks': (_ganeti_node_v1_BlockDevice__Output)[];
  'primary_node': (string);
  'secondary_nodes': (string)[];
  'ctime': (number);
  'mtime': (number);
  'tags': (string)[];
  'network_port': (number);
  'osparams_private': ({[key: string]: string});
  'osparams_secret': ({[key: string]: string});
}
