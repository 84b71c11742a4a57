import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { maybe, tagKind } from '../types';
import { tagCommands } from './cli';
import { tagRoutes } from './rest';

export const tagsDel = defineOpcode({
  id: 'OP_TAGS_DEL',
  path: 'tags/del',
  title: 'Remove tags from an object',
  doc: 'Removes tags; naming one that the object does not have is an error, and then none is removed.',
  params: {
    kind: required(tagKind, 'Kind of the object.'),
    tags: required(z.array(z.string()), 'The tags: at most 128 characters each, letters, digits and `.+*/:@-_`.'),
    name: maybe(z.string(), 'Name of the object; none for the cluster.'),
  },
  result: z.null(),
  permission: 'tags.modify',
  cli: tagCommands('remove-tags', ['tags...'], 'Remove tags.'),
  rest: tagRoutes('DELETE', 'Remove tags'),
});
