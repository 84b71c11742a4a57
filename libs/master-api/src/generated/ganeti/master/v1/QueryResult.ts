// Original file: proto/master/v1/master.proto


export interface QueryResult {
  'revision'?: (string);
  'not_modified'?: (boolean);
  'rows_json'?: (Buffer | Uint8Array | string);
  'last'?: (boolean);
  'fields_json'?: (string);
  'same_from'?: (number);
  'same_count'?: (number);
  'unfinished'?: (boolean);
}

export interface QueryResult__Output {
  'revision': (string);
  'not_modified': (boolean);
  'rows_json': (Buffer);
  'last': (boolean);
  'fields_json': (string);
  'same_from': (number);
  'same_count': (number);
  'unfinished': (boolean);
}
