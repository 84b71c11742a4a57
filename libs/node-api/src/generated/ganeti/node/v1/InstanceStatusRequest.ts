// Original file: proto/node/v1/node.proto


export interface InstanceStatusRequest {
  'name'?: (string);
  'hypervisor'?: (string);
}

export interface InstanceStatusRequest__Output {
  'name': (string);
  'hypervisor': (string);
}
