import { listExports } from '@ganeti/node-transfer';
import type { ServiceHandlers } from './handlers';

export const exportsHandlers = (directory: string): ServiceHandlers<'Exports'> => ({
  'Exports.List': async () => ({ names: await listExports(directory) }),
});
