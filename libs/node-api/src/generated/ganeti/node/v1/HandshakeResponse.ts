// Original file: proto/node/v1/node.proto


export interface HandshakeResponse {
  'protocol_version'?: (number);
  'release'?: (string);
  'node_uuid'?: (string);
  'node_name'?: (string);
  'epoch'?: (number);
  'hypervisors'?: (string)[];
  'now'?: (number | string);
}

export interface HandshakeResponse__Output {
  'protocol_version': (number);
  'release': (string);
  'node_uuid': (string);
  'node_name': (string);
  'epoch': (number);
  'hypervisors': (string)[];
  'now': (number);
}
