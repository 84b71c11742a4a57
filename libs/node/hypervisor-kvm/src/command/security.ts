/** What a guest that has broken out of its machine can still do. */
import { optionText } from './options';
import { atLeast, type CommandInput } from './spec';

export function securityArgs({ guest, files, host }: CommandInput): string[] {
  const { params, user } = guest;
  return [...userArgs(user, atLeast(host, 9, 1)), ...chrootArgs(params.use_chroot ? files.chroot : '', atLeast(host, 8, 1)), ...(params.sandbox ? sandboxArgs(user !== null) : [])];
}

function userArgs(user: CommandInput['guest']['user'], runWith: boolean): string[] {
  if (user === null) return [];
  const ids = `${user.uid}:${user.gid}`;
  return runWith ? ['-run-with', optionText(`user=${ids}`, {})] : ['-runas', ids];
}

function chrootArgs(dir: string, runWith: boolean): string[] {
  if (dir === '') return [];
  return runWith ? ['-run-with', optionText(`chroot=${dir}`, {})] : ['-chroot', dir];
}

/** Changing the user is a privilege that QEMU itself needs once. */
function sandboxArgs(changesUser: boolean): string[] {
  return ['-sandbox', optionText('on', { obsolete: 'deny', ...(changesUser ? {} : { elevateprivileges: 'deny' }), spawn: 'deny', resourcecontrol: 'deny' })];
}
