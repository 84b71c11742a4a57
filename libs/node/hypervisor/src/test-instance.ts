import type { InstanceReceived } from '@ganeti/node-api';

type Values = Readonly<Record<string, unknown>>;
type Fields = Partial<Omit<InstanceReceived, 'hvparams' | 'beparams'>> & { readonly name: string; readonly hvparams?: Values; readonly beparams?: Values };

/** An instance for specs: with all fields, of which these are given. Parameters as values, which instances carry as JSON texts. */
export function testInstance({ hvparams = {}, beparams = {}, ...fields }: Fields): InstanceReceived {
  const texts = (params: Values): Record<string, string> => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, JSON.stringify(value)]));
  return {
    uuid: `uuid-${fields.name}`,
    hypervisor: 'fake',
    os: 'noop',
    osparams: {},
    nics: [],
    disks: [],
    primary_node: 'node1',
    secondary_nodes: [],
    ctime: 0,
    mtime: 0,
    tags: [],
    network_port: 0,
    osparams_private: {},
    osparams_secret: {},
    ...fields,
    hvparams: texts(hvparams),
    beparams: texts(beparams),
  };
}
