// Original file: proto/node/v1/node.proto


export interface TransferListenResponse {
  'port'?: (number);
}

export interface TransferListenResponse__Output {
  'port': (number);
}
