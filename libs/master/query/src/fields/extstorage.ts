/** The resource `extstorage`: external storage providers, as all nodes together have them. */
import type { Json } from '@ganeti/objects';
import type { Context } from '../context';
import { field, type Field } from '../field';
import { known, type FreshResource } from '../resource';
import type { NodeAnswers, ProviderDefinition } from '../types';
import { byNode, collect, common, isValid, parameterPairs, sameParameter, type Installed } from './installed';

type Provider = Installed<ProviderDefinition>;

/** [path, valid, message, parameters] of what each node found */
function nodeStatus(provider: Provider, cx: Context): Json {
  return byNode(provider, cx, ({ path, valid, message, parameters }): Json => [path, valid, message, parameterPairs(parameters)]);
}

/** group name -> whether all of its nodes that were asked can use it */
function groupStatus({ found }: Provider, cx: Context): Json {
  const groups = new Map<string, Map<string, readonly ProviderDefinition[]>>();
  for (const [node, definitions] of found) {
    const group = cx.config.get('node', node)?.group;
    if (group === undefined) continue;
    const nodes = groups.get(group) ?? new Map<string, readonly ProviderDefinition[]>();
    groups.set(group, nodes.set(node, definitions));
  }
  return Object.fromEntries([...groups].map(([group, nodes]) => [cx.config.get('nodegroup', group)?.name ?? group, isValid({ found: nodes })]));
}

const fields: readonly Field<Provider>[] = [
  field('name', 'Name', 'text', 'Name of the provider', (provider) => provider.name),
  field('node_status', 'NodeStatus', 'other', 'What each node found: path, whether it is usable, why not, parameters', nodeStatus),
  field('nodegroup_status', 'NodegroupStatus', 'other', 'For each group, whether all its nodes can use it', groupStatus),
  field('parameters', 'Parameters', 'other', 'Parameters it takes on all nodes: name and help', (provider) =>
    parameterPairs(common(provider, (definition) => definition.parameters, sameParameter)),
  ),
];

export function extStorageResource(list: () => Promise<NodeAnswers<readonly ProviderDefinition[]>>): FreshResource<Provider> {
  return {
    kind: 'extstorage',
    noun: 'External storage provider',
    nameField: 'name',
    stored: null,
    fields,
    all: async () => collect(await list()),
    find: async (_cx, name) => known(collect(await list()).find((provider) => provider.name === name)),
  };
}
