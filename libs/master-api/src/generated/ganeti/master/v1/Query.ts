// Original file: proto/master/v1/master.proto


// Original file: proto/master/v1/master.proto

export const _ganeti_master_v1_Query_Form = {
  PAIRS: 'PAIRS',
  DICTS: 'DICTS',
} as const;

export type _ganeti_master_v1_Query_Form =
  | 'PAIRS'
  | 0
  | 'DICTS'
  | 1

export type _ganeti_master_v1_Query_Form__Output = typeof _ganeti_master_v1_Query_Form[keyof typeof _ganeti_master_v1_Query_Form]

export interface Query {
  'kind'?: (string);
  'fields'?: (string)[];
  'filter_json'?: (string);
  'names'?: (string)[];
  'must_exist'?: (boolean);
  'form'?: (_ganeti_master_v1_Query_Form);
  'if_revision'?: (string);
  'has_rows'?: (boolean);
}

export interface Query__Output {
  'kind': (string);
  'fields': (string)[];
  'filter_json': (string);
  'names': (string)[];
  'must_exist': (boolean);
  'form': (_ganeti_master_v1_Query_Form__Output);
  'if_revision': (string);
  'has_rows': (boolean);
}
