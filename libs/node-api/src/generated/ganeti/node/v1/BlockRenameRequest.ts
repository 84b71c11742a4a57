// Original file: proto/node/v1/node.proto

import type { RenamePair as _ganeti_node_v1_RenamePair, RenamePair__Output as _ganeti_node_v1_RenamePair__Output } from '../../../ganeti/node/v1/RenamePair';

export interface BlockRenameRequest {
  'pairs'?: (_ganeti_node_v1_RenamePair)[];
}

export interface BlockRenameRequest__Output {
  'pairs': (_ganeti_node_v1_RenamePair__Output)[];
}
