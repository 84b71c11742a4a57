import type { ExportDirectory } from '@ganeti/node-transfer';
import type { ServiceHandlers } from './handlers';

export const exportsHandlers = (exports: ExportDirectory): ServiceHandlers<'Exports'> => ({
  'Exports.List': async () => ({ names: await exports.list() }),
  'Exports.Describe': async ({ path }) => {
    const config = await exports.description(path);
    return { exists: config !== null, config: config ?? '' };
  },
  'Exports.Begin': async ({ name }) => exports.begin(name),
  'Exports.Finish': async ({ name, config }) => exports.finish(name, config),
  'Exports.Abandon': async ({ name }) => exports.abandon(name),
  'Exports.Remove': async ({ name }) => exports.remove(name),
});
