// Original file: proto/node/v1/node.proto


export interface TransferWaitRequest {
  'id'?: (string);
  'connect_timeout'?: (number | string);
}

export interface TransferWaitRequest__Output {
  'id': (string);
  'connect_timeout': (number);
}
