/** Who may do what. */
import { HttpError } from './http-error';
import type { Access } from './routes';
import type { User } from './users';

/** Who speaks; null: nobody said who. Throws 401 for credentials that are wrong, or missing although `needed`. */
export function identify(
  users: { authenticate(header: string): User | null },
  header: string | undefined,
  needed: boolean,
): User | null {
  if (header === undefined) {
    if (needed) throw new HttpError(401);
    return null;
  }
  const user = users.authenticate(header);
  if (user === null) throw new HttpError(401);
  return user;
}

/** Throws 403 when the user lacks the option. */
export function permit(user: User | null, access: Access): void {
  if (access === 'anyone' || user?.options.has('write') === true) return;
  if (access === 'read' && user?.options.has('read') === true) return;
  throw new HttpError(403);
}
