import { z } from 'zod';
import { defineOpcode, required } from '../define';
import { flag, maybe, tagKind } from '../types';
import { tagCommands } from './cli';

export const tagsGet = defineOpcode({
  id: 'OP_TAGS_GET',
  path: 'tags/get',
  title: 'Show the tags of an object',
  doc: 'Answers the tags of the cluster, a node group, a node, an instance or a network.',
  params: {
    kind: required(tagKind, 'Kind of the object.'),
    use_locking: flag('Wait until nobody changes the object.'),
    name: maybe(z.string(), 'Name of the object; none for the cluster.'),
  },
  summary: 'name',
  result: z.array(z.string()),
  permission: 'tags.read',
  cli: tagCommands('list-tags', [], 'Show tags.'),
});
