/** What does not depend on the cluster: `/`, `/2`, `/version`, `/2/features`. */
import { Answer } from '../answer';
import type { Route } from '../routes';

/** Forms of requests that clients may use; they look here before they do. */
const features = ['instance-create-reqv1', 'instance-reinstall-reqv1', 'node-migrate-reqv1', 'node-evac-res1'];

const constant = (path: string, value: unknown): Route => {
  const answer = Answer.json(value);
  return { method: 'GET', path, access: 'anyone', handle: () => Promise.resolve(answer) };
};

export const versionRoutes: readonly Route[] = [
  constant('/', null),
  constant('/2', null),
  constant('/version', 2),
  constant('/2/features', features),
];
