import { defineLogicalUnit, type LogicalUnit } from '@ganeti/master-jobs';
import { extStorageDiagnose } from '@ganeti/opcodes';
import { checkOutputFields } from '../common/output-fields';
import type { Services } from '../services';

export function extStorageDiagnoseUnit(services: Services): LogicalUnit<typeof extStorageDiagnose, null> {
  return defineLogicalUnit({
    definition: extStorageDiagnose,
    locks: () => ({}),
    async check({ output_fields: asked }) {
      checkOutputFields('External storage providers', asked, services.queryFields('extstorage', []).map(({ name }) => name));
      return null;
    },
    async run({ output_fields: fields, names }) {
      const { data } = await services.query({ kind: 'extstorage', fields, filter: null, names });
      return data.map((row) => row.map(([, value]) => value));
    },
  });
}
