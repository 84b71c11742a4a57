// Original file: proto/node/v1/node.proto

import type { BlockDevice as _ganeti_node_v1_BlockDevice, BlockDevice__Output as _ganeti_node_v1_BlockDevice__Output } from '../../../ganeti/node/v1/BlockDevice';
import type { TransferScript as _ganeti_node_v1_TransferScript, TransferScript__Output as _ganeti_node_v1_TransferScript__Output } from '../../../ganeti/node/v1/TransferScript';
import type { TransferFile as _ganeti_node_v1_TransferFile, TransferFile__Output as _ganeti_node_v1_TransferFile__Output } from '../../../ganeti/node/v1/TransferFile';

export interface TransferListenRequest {
  'id'?: (string);
  'label'?: (string);
  'key'?: (string);
  'peer_certificate'?: (string);
  'secret'?: (string);
  'address'?: (string);
  'connect_timeout'?: (number | string);
  'device'?: (_ganeti_node_v1_BlockDevice | null);
  'script'?: (_ganeti_node_v1_TransferScript | null);
  'file'?: (_ganeti_node_v1_TransferFile | null);
}

export interface TransferListenRequest__Output {
  'id': (string);
  'label': (string);
  'key': (string);
  'peer_certificate': (string);
  'secret': (string);
  'address': (string);
  'connect_timeout': (number);
  'device': (_ganeti_node_v1_BlockDevice__Output | null);
  'script': (_ganeti_node_v1_TransferScript__Output | null);
  'file': (_ganeti_node_v1_TransferFile__Output | null);
}
