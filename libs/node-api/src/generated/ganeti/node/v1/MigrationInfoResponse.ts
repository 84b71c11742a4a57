// Original file: proto/node/v1/node.proto


export interface MigrationInfoResponse {
  'info'?: (Buffer | Uint8Array | string);
  'migratable'?: (boolean);
  'reason'?: (string);
  'hypervisor_version'?: (string);
}

export interface MigrationInfoResponse__Output {
  'info': (Buffer);
  'migratable': (boolean);
  'reason': (string);
  'hypervisor_version': (string);
}
