// docs/reference/index.md: the way into the reference.
import { page } from './markdown.mjs';

export function referenceIndex({ opcodes, restOperations }) {
  const operations = restOperations();
  const paths = new Set(operations.map(({ path }) => path)).size;
  return page(
    '# Reference',
    'A **cluster** is a set of physical machines, the **nodes**; one of them is the **master**, which decides. **Instances** are virtual ' +
      'machines that run on the nodes; an instance has a primary node, where it runs, and with mirrored disks a secondary node, which has a ' +
      'copy of its data. Nodes belong to **node groups**. Whatever changes the cluster is an **operation**, carried out by a **job** that the ' +
      'master keeps in its queue until it has ended.',
    [
      `- [Operations](opcodes/index.md): all ${opcodes.size}, with their parameters.`,
      `- [REST API](rest/index.md): ${paths} resources with ${operations.length} methods; also as an [OpenAPI document](openapi.json).`,
      '- [Command line](cli/index.md): the commands `gnt …`.',
      '- [Fields and filters](fields/index.md): what lists and queries can show, and how objects are chosen.',
      '- [Permissions](permissions.md): what users can be allowed to do.',
      '- [JSON schemas](schemas/) of the opcodes, for programs.',
    ].join('\n'),
    'Memory and disk sizes are MiB and times are seconds, unless said otherwise.',
  );
}
