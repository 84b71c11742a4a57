import { z } from 'zod';
import { required } from '../define';

/** It becomes part of names of volumes, images and files; LVM gives names with underscores meanings of its own. */
export const snapshotName = required(
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,47}$/, 'has to be of letters, digits, dots and hyphens, 48 of them at most'),
  'Name of the snapshot, unique for the instance.',
);
