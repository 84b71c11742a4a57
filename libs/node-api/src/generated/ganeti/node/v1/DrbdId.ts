// Original file: proto/node/v1/node.proto


export interface DrbdId {
  'node_a'?: (string);
  'node_b'?: (string);
  'port'?: (number);
  'minor_a'?: (number);
  'minor_b'?: (number);
  'secret'?: (string);
  'address_a'?: (string);
  'address_b'?: (string);
}

export interface DrbdId__Output {
  'node_a': (string);
  'node_b': (string);
  'port': (number);
  'minor_a': (number);
  'minor_b': (number);
  'secret': (string);
  'address_a': (string);
  'address_b': (string);
}
