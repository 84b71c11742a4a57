/** What does not depend on the cluster: `/`, `/2`, `/version`, `/2/features`, `/2/openapi.json`. */
import { openApiDocument } from '@ganeti/opcodes';
import { Answer } from '../answer';
import type { Route } from '../routes';
import type { ResourceContext } from './context';

const constant = (path: string, value: unknown): Route => {
  const answer = Answer.json(value);
  return { method: 'GET', path, access: 'anyone', handle: () => Promise.resolve(answer) };
};

/** Made when it is first asked for. Its server is wherever it was got from. */
function openApi(): Route {
  let answer: Answer | undefined;
  return {
    method: 'GET',
    path: '/2/openapi.json',
    access: 'anyone',
    handle: () => Promise.resolve((answer ??= Answer.json(openApiDocument({ server: '/' })))),
  };
}

export const versionRoutes = ({ dialect }: Pick<ResourceContext, 'dialect'>): Route[] => [
  constant('/version', 2),
  constant('/2/features', dialect.features),
  openApi(),
];

/** `/` and `/2`. `routes`: all others. */
export const indexRoutes = ({ dialect }: Pick<ResourceContext, 'dialect'>, routes: readonly Route[]): Route[] => [
  constant('/', dialect.index('', routes)),
  constant('/2', dialect.index('/2', routes)),
];
