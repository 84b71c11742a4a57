import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { nonEmptyString } from '../types';

export const tagsSearch = defineOpcode({
  id: 'OP_TAGS_SEARCH',
  path: 'tags/search',
  title: 'Find tags',
  doc: 'Answers path of the object (such as `/instances/web1`) and tag, for every tag that the pattern matches somewhere.',
  params: { pattern: required(nonEmptyString, 'Regular expression.') },
  summary: 'pattern',
  result: z.array(z.tuple([z.string(), z.string()])),
  permission: 'tags.read',
  cli: [{ command: 'cluster search-tags', args: ['pattern'], doc: 'Find tags of any object by a regular expression.' }],
});
