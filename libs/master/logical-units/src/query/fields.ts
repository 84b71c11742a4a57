import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { queryFields } from '@ganeti/opcodes';
import type { Services } from '../services';

export function queryFieldsUnit(services: Services): LogicalUnit<typeof queryFields, null> {
  return defineLogicalUnit({
    definition: queryFields,
    locks: () => ({}),
    check: async () => null,
    run: async ({ what, fields }) => ({ fields: [...services.queryFields(what, fields ?? [])] }),
  });
}
