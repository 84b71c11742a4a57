/** `/2/instances/[name]/console`: how to open the console of a running instance. */
import { HttpError } from '../http-error';
import type { Route } from '../routes';
import { madeFrom } from '../shapes';
import type { ResourceContext } from './context';

const whenRunning = madeFrom<{ console: unknown }>('console', ([row]) => {
  if (row?.console === undefined || row.console === null) {
    throw new HttpError(503, 'Instance console unavailable: the instance is not running');
  }
  return row.console;
});

export function consoleRoutes({ answers }: ResourceContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/2/instances/[name]/console',
      access: 'read',
      handle: ({ path: { name = '' } }) =>
        answers.get({ kind: 'instance', fields: ['console'], names: [name] }, whenRunning),
    },
  ];
}
