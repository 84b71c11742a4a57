// Original file: proto/node/v1/node.proto


export interface HookResult {
  'script'?: (string);
  'status'?: (string);
  'output'?: (string);
}

export interface HookResult__Output {
  'script': (string);
  'status': (string);
  'output': (string);
}
