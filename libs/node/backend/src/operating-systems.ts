import type { InstanceReceived, OsInfoMessage } from '@ganeti/node-api';
import type { OsDefinition, OsDefinitions, OsScripts, ScriptRun } from '@ganeti/node-os';
import type { Drivers } from './drivers';
import { required, type BackendContext, type ServiceHandlers } from './handlers';
import { scriptDisks } from './script-disks';

export function osInfo(definition: OsDefinition): OsInfoMessage {
  const { name, path, problems, variants, parameters, apiVersions, trusted } = definition;
  return {
    name,
    path,
    valid: problems.length === 0,
    message: problems.join('; '),
    variants: [...variants],
    parameters: [...parameters],
    api_versions: [...apiVersions],
    trusted,
  };
}

export function operatingSystemsHandlers(drivers: Drivers, definitions: OsDefinitions, scripts: OsScripts): ServiceHandlers<'OperatingSystems'> {
  const runOf = async (instance: InstanceReceived, debugLevel: number, cx: BackendContext): Promise<ScriptRun> => ({
    instance,
    disks: await scriptDisks(drivers, instance),
    debugLevel,
    onLine: (line) => cx.progress(line),
    signal: cx.signal,
  });

  return {
    'OperatingSystems.List': async () => ({ os: (await definitions.list()).map(osInfo) }),

    'OperatingSystems.Validate': async ({ os, osparams, force_variant }) => ({ problems: await scripts.validate(os, osparams, force_variant) }),

    'OperatingSystems.Create': async (request, cx) => {
      await scripts.create(await runOf(required(request.instance, 'instance'), request.debug_level, cx), request.reinstall);
    },

    'OperatingSystems.Rename': async (request, cx) => {
      await scripts.rename(await runOf(required(request.instance, 'instance'), request.debug_level, cx), request.old_name);
    },
  };
}
