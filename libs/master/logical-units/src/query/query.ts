import { OpPrereqError } from '@ganeti/errors';
import { parseFilter } from '@ganeti/master-query';
import { defineLogicalUnit, type LockPlan, type LogicalUnit } from '@ganeti/master-jobs';
import { query } from '@ganeti/opcodes';
import type { Services } from '../services';

/** Kinds whose objects have locks. */
const levels: Readonly<Partial<Record<string, 'instance' | 'node' | 'nodegroup' | 'network'>>> = { instance: 'instance', node: 'node', group: 'nodegroup', network: 'network' };

export function queryUnit(services: Services): LogicalUnit<typeof query, null> {
  return defineLogicalUnit({
    definition: query,

    locks({ what, use_locking: useLocking }): LockPlan {
      const level = levels[what];
      return level === undefined || !useLocking ? {} : { [level]: { names: 'all', mode: 'shared' } };
    },

    async check({ what, qfilter }) {
      services.queryFields(what, []);
      try {
        if (qfilter !== null) parseFilter(qfilter);
      } catch (error) {
        throw new OpPrereqError(`The filter cannot be understood: ${(error as Error).message}`, 'wrong_input');
      }
      return null;
    },

    async run({ what, fields, qfilter }) {
      const answer = await services.query({ kind: what, fields, filter: qfilter });
      return { fields: [...answer.fields], data: answer.data.map((row) => row.map(([status, value]): [number, typeof value] => [status, value])) };
    },
  });
}
