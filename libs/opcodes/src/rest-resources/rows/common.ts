/** Fields that the rows of all lists have in common. */
import { z } from 'zod';
import { anyJson } from '../../types';

export const text = (doc: string) => z.string().describe(doc);
export const maybeText = (doc: string) => z.string().nullable().describe(doc);
export const int = (doc: string) => z.int().describe(doc);
export const maybeInt = (doc: string) => z.int().nullable().describe(doc);
export const bool = (doc: string) => z.boolean().describe(doc);
export const texts = (doc: string) => z.array(z.string()).describe(doc);
export const maybeTexts = (doc: string) => z.array(z.string().nullable()).describe(doc);
export const dict = (doc: string) => z.record(z.string(), anyJson).describe(doc);

/** When it was made and changed, and who it is. */
export const history = {
  ctime: z.number().nullable().describe('When it was made, in seconds since 1970.'),
  mtime: z.number().nullable().describe('When its configuration was changed last, in seconds since 1970.'),
  uuid: text('UUID; it never changes.'),
  serial_no: int('Goes up with each change of its configuration.'),
  tags: texts('Its tags.'),
};

export const timestamp = (doc: string) =>
  z.tuple([z.int(), z.int()]).nullable().describe(`${doc}: seconds since 1970 and microseconds; null: not yet.`);
