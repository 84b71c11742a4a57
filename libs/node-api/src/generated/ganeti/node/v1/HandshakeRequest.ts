// Original file: proto/node/v1/node.proto


export interface HandshakeRequest {
  'node_uuid'?: (string);
  'node_name'?: (string);
  'cluster_name'?: (string);
  'cluster_uuid'?: (string);
}

export interface HandshakeRequest__Output {
  'node_uuid': (string);
  'node_name': (string);
  'cluster_name': (string);
  'cluster_uuid': (string);
}
