// Original file: proto/node/v1/node.proto

import type { Peer as _ganeti_node_v1_Peer, Peer__Output as _ganeti_node_v1_Peer__Output } from '../../../ganeti/node/v1/Peer';

export interface VerifyRequest {
  'volume_groups'?: (string)[];
  'hypervisors'?: (string)[];
  'files'?: (string)[];
  'drbd_helper'?: (string);
  'bridges'?: (string)[];
  'hvparams'?: ({[key: string]: string});
  'upkeep'?: (boolean);
  'directories'?: (string)[];
  'peers'?: (_ganeti_node_v1_Peer)[];
  'programs'?: (string)[];
  'listed_directories'?: (boolean);
  'gluster_directory'?: (string);
  'authorities'?: (string)[];
}

export interface VerifyRequest__Output {
  'volume_groups': (string)[];
  'hypervisors': (string)[];
  'files': (string)[];
  'drbd_helper': (string);
  'bridges': (string)[];
  'hvparams': ({[key: string]: string});
  'upkeep': (boolean);
  'directories': (string)[];
  'peers': (_ganeti_node_v1_Peer__Output)[];
  'programs': (string)[];
  'listed_directories': (boolean);
  'gluster_directory': (string);
  'authorities': (string)[];
}
