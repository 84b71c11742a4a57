// Original file: proto/node/v1/node.proto


export interface Peer {
  'uuid'?: (string);
  'name'?: (string);
  'address'?: (string);
  'port'?: (number);
  'secondary_address'?: (string);
}

export interface Peer__Output {
  'uuid': (string);
  'name': (string);
  'address': (string);
  'port': (number);
  'secondary_address': (string);
}
