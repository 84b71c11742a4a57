import type { Providers } from '@ganeti/node-storage-ext';
import type { ServiceHandlers } from './handlers';

export const externalStorageHandlers = (providers: Providers): ServiceHandlers<'ExternalStorage'> => ({
  'ExternalStorage.List': async () => ({
    providers: (await providers.list()).map(({ name, path, problems, parameters }) => ({
      name,
      path,
      valid: problems.length === 0,
      message: problems.join('; '),
      parameters: [...parameters],
    })),
  }),
});
