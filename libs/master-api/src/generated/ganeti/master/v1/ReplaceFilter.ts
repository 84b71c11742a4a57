// Original file: proto/master/v1/master.proto


export interface ReplaceFilter {
  'uuid'?: (string);
  'priority'?: (number);
  'predicates_json'?: (string);
  'action_json'?: (string);
  'reason_json'?: (string);
}

export interface ReplaceFilter__Output {
  'uuid': (string);
  'priority': (number);
  'predicates_json': (string);
  'action_json': (string);
  'reason_json': (string);
}
