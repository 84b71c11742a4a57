// Original file: proto/node/v1/node.proto


export interface FileWriteRequest {
  'path'?: (string);
  'content'?: (Buffer | Uint8Array | string);
  'mode'?: (number);
  'owner'?: (string);
  'group'?: (string);
}

export interface FileWriteRequest__Output {
  'path': (string);
  'content': (Buffer);
  'mode': (number);
  'owner': (string);
  'group': (string);
}
