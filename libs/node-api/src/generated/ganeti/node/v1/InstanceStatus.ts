// Original file: proto/node/v1/node.proto


export interface InstanceStatus {
  'name'?: (string);
  'hypervisor'?: (string);
  'state'?: (string);
  'memory'?: (number);
  'vcpus'?: (number);
  'cpu_seconds'?: (number | string);
}

export interface InstanceStatus__Output {
  'name': (string);
  'hypervisor': (string);
  'state': (string);
  'memory': (number);
  'vcpus': (number);
  'cpu_seconds': (number);
}
