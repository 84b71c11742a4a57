/** The resource `os`: operating systems, as all nodes together have them. */
import type { Json } from '@ganeti/objects';
import type { Context } from '../context';
import { field, type Field } from '../field';
import { known, type FreshResource } from '../resource';
import type { NodeAnswers, OsDefinition } from '../types';
import { byNode, collect, common, isValid, parameterPairs, sameParameter, used, type Installed } from './installed';

type OsItem = Installed<OsDefinition>;

const equal = <T>(a: T, b: T): boolean => a === b;

/** [path, valid, message, variants, parameters, API versions, trusted] of what each node found */
function nodeStatus(os: OsItem, cx: Context): Json {
  return byNode(os, cx, ({ path, valid, message, variants, parameters, api_versions, trusted }): Json => [
    path,
    valid,
    message,
    variants,
    parameterPairs(parameters),
    api_versions,
    trusted,
  ]);
}

function isHidden(os: OsItem, cx: Context): boolean {
  return cx.config.cluster().hidden_os.includes(os.name);
}

function isBlacklisted(os: OsItem, cx: Context): boolean {
  return cx.config.cluster().blacklisted_os.includes(os.name);
}

const fields: readonly Field<OsItem>[] = [
  field('name', 'Name', 'text', 'Name of the operating system', (os) => os.name),
  field('api_versions', 'ApiVersions', 'other', 'Versions of the OS interface it speaks on all nodes', (os) =>
    common(os, (definition) => definition.api_versions, equal),
  ),
  field('blacklisted', 'Blacklisted', 'bool', 'Whether nobody may use it', isBlacklisted),
  field('hidden', 'Hidden', 'bool', 'Whether it is left out of lists', isHidden),
  field('node_status', 'NodeStatus', 'other', 'What each node found', nodeStatus),
  field('os_hvp', 'OsHypervisorParams', 'other', 'Hypervisor parameters set for it', (os, cx) => cx.config.cluster().os_hvp[os.name] ?? {}),
  field('osparams', 'OsParameters', 'other', 'OS parameters set for it', (os, cx) => cx.config.cluster().osparams[os.name] ?? {}),
  field('parameters', 'Parameters', 'other', 'Parameters it takes on all nodes: name and help', (os) =>
    parameterPairs(common(os, (definition) => definition.parameters, sameParameter)),
  ),
  field('trusted', 'Trusted', 'bool', 'Whether its scripts may run outside of a sandbox on all nodes', (os) => used(os)?.every((definition) => definition.trusted) ?? false),
  field('valid', 'Valid', 'bool', 'Whether all nodes can use it', (os) => isValid(os)),
  field('variants', 'Variants', 'other', 'Variants it has on all nodes', (os) => common(os, (definition) => definition.variants, equal)),
];

export function osResource(list: () => Promise<NodeAnswers<readonly OsDefinition[]>>): FreshResource<OsItem> {
  return {
    kind: 'os',
    noun: 'Operating system',
    nameField: 'name',
    stored: null,
    fields,
    /** Those that cannot be chosen are shown only to who asks for the field that says so. */
    async all(cx, asked) {
      return collect(await list()).filter(
        (os) =>
          (asked.includes('valid') || isValid(os)) &&
          (asked.includes('hidden') || !isHidden(os, cx)) &&
          (asked.includes('blacklisted') || !isBlacklisted(os, cx)),
      );
    },
    find: async (_cx, name) => known(collect(await list()).find((os) => os.name === name)),
  };
}
