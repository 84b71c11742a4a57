/** What does not depend on the cluster: `/`, `/2`, `/version`, `/2/features`. */
import { Answer } from '../answer';
import type { Route } from '../routes';
import type { ResourceContext } from './context';

const constant = (path: string, value: unknown): Route => {
  const answer = Answer.json(value);
  return { method: 'GET', path, access: 'anyone', handle: () => Promise.resolve(answer) };
};

export const versionRoutes = ({ dialect }: Pick<ResourceContext, 'dialect'>): Route[] => [
  constant('/version', 2),
  constant('/2/features', dialect.features),
];

/** `/` and `/2`. `routes`: all others. */
export const indexRoutes = ({ dialect }: Pick<ResourceContext, 'dialect'>, routes: readonly Route[]): Route[] => [
  constant('/', dialect.index('', routes)),
  constant('/2', dialect.index('/2', routes)),
];
