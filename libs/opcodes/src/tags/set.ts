import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { maybe, tagKind } from '../types';
import { tagCommands } from './cli';
import { tagRoutes } from './rest';

export const tagsSet = defineOpcode({
  id: 'OP_TAGS_SET',
  path: 'tags/set',
  title: 'Add tags to an object',
  doc: 'Adds tags; those it has already are no error.',
  params: {
    kind: required(tagKind, 'Kind of the object.'),
    tags: required(z.array(z.string()), 'The tags: at most 128 characters each, letters, digits and `.+*/:@-_`.'),
    name: maybe(z.string(), 'Name of the object; none for the cluster.'),
  },
  result: z.null(),
  permission: 'tags.modify',
  cli: tagCommands('add-tags', ['tags...'], 'Add tags.'),
  rest: tagRoutes('PUT', 'Add tags'),
});
