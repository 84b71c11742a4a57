// Original file: proto/master/v1/master.proto

import type { SubmitResult as _ganeti_master_v1_SubmitResult, SubmitResult__Output as _ganeti_master_v1_SubmitResult__Output } from '../../../ganeti/master/v1/SubmitResult';
import type { QueryResult as _ganeti_master_v1_QueryResult, QueryResult__Output as _ganeti_master_v1_QueryResult__Output } from '../../../ganeti/master/v1/QueryResult';
import type { Events as _ganeti_master_v1_Events, Events__Output as _ganeti_master_v1_Events__Output } from '../../../ganeti/master/v1/Events';

export interface Response {
  'id'?: (number);
  'error_json'?: (string);
  'submit'?: (_ganeti_master_v1_SubmitResult | null);
  'query'?: (_ganeti_master_v1_QueryResult | null);
  'json'?: (string);
  'events'?: (_ganeti_master_v1_Events | null);
  'result'?: "error_json"|"submit"|"query"|"json"|"events";
}

export interface Response__Output {
  'id': (number);
  'error_json'?: (string);
  'submit'?: (_ganeti_master_v1_SubmitResult__Output | null);
  'query'?: (_ganeti_master_v1_QueryResult__Output | null);
  'json'?: (string);
  'events'?: (_ganeti_master_v1_Events__Output | null);
  'result'?: "error_json"|"submit"|"query"|"json"|"events";
}
