import { OpPrereqError } from '@ganeti/errors';
import { z } from 'zod';
import { commonParams, defineOpcode, optional, type RestRequest } from '../define';
import { oneInstance } from '../params';
import { bodyParams, queryBool } from '../rest';
import { anyJson, bool, flag, maybe, nonEmptyString, paramDict } from '../types';

const os = maybe(nonEmptyString, 'OS definition, as `name` or `name+variant`; without it the present one.');
const startAgain = optional(bool, true, 'Start the instance when it is installed.');

export const instanceReinstall = defineOpcode({
  id: 'OP_INSTANCE_REINSTALL',
  path: 'instance/reinstall',
  title: 'Install the OS of an instance again',
  doc: 'Runs the create script of the OS definition on the disks of a stopped instance: what was on them is lost. A new OS is recorded.',
  params: {
    ...oneInstance,
    force_variant: flag('Take an OS variant that the definition does not list.'),
    os_type: os,
    osparams: maybe(paramDict, 'OS parameters for this installation only, on top of those of the instance.'),
    osparams_private: maybe(
      z.record(z.string(), anyJson),
      'Private OS parameters for this installation only; they are not shown to anybody.',
      { secret: true },
    ),
    osparams_secret: maybe(
      z.record(z.string(), anyJson),
      'Secret OS parameters for this installation; they are not kept.',
      { secret: true },
    ),
  },
  summary: 'instance_name',
  result: z.null(),
  permission: 'instance.reinstall',
  cli: [
    {
      command: 'instance reinstall',
      args: ['instance_name...'],
      each: 'instance_name',
      options: [
        { flags: '-o, --os-type <os>', param: 'os_type', type: 'string' },
        { flags: '-O, --os-parameters <name=value,...>', param: 'osparams', type: 'keyvalue' },
        { flags: '--os-parameters-private <name=value,...>', param: 'osparams_private', type: 'keyvalue' },
        { flags: '--os-parameters-secret <name=value,...>', param: 'osparams_secret', type: 'keyvalue' },
      ],
      hidden: ['instance_uuid'],
      confirm: 'Install {name} again? What is on its disks will be lost.',
      doc: 'Install the OS of stopped instances again.',
    },
  ],
  rest: [
    {
      method: 'POST',
      path: '/2/instances/[instance_name]/reinstall',
      body: 'params',
      job,
      documented: {
        query: {
          os: { type: 'string', doc: `Older form of the body: ${os.doc}` },
          nostartup: { type: 'bool', doc: 'Older form of the body: leave the instance stopped.' },
        },
        body: {
          os,
          start: startAgain,
          osparams: maybe(paramDict, 'OS parameters for this installation only.'),
        },
      },
      resource: 'instances_name_reinstall',
      doc: 'Stop the instance, install its OS again, and start it: three opcodes in one job. Give arguments either in the body or, as old clients do, in the query.',
    },
  ],
});

/** Other names in the body are ignored, as Ganeti does here. */
const bodySchema = z.object({
  os: os.schema,
  start: startAgain.schema,
  osparams: paramDict.nullable().default(null),
});

function job(request: RestRequest): Record<string, unknown>[] {
  const { os_type, start, osparams, common } = read(request);
  const instance = { ...common, instance_name: request.path.instance_name };
  return [
    { OP_ID: 'OP_INSTANCE_SHUTDOWN', ...instance },
    { OP_ID: 'OP_INSTANCE_REINSTALL', ...instance, os_type, osparams },
    ...(start ? [{ OP_ID: 'OP_INSTANCE_STARTUP', ...instance, force: false }] : []),
  ];
}

interface Reinstall {
  readonly os_type: string | null;
  readonly start: boolean;
  readonly osparams: Record<string, unknown> | null;
  /** Parameters that every opcode has, for each of the three. */
  readonly common: Record<string, unknown>;
}

function read(request: RestRequest): Reinstall {
  const given = bodyParams(request, ['reason']);
  if (request.body === undefined || request.body === null) {
    const os_type = request.query.os?.[0] ?? null;
    return { os_type, start: !queryBool(request, 'nostartup'), osparams: null, common: {} };
  }
  if (request.query.os !== undefined || request.query.nostartup !== undefined) {
    throw new OpPrereqError("Can't combine query and body parameters: give os and start in the body", 'wrong_input');
  }
  const parsed = bodySchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new OpPrereqError(
      `Invalid body parameter '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}`,
      'wrong_input',
    );
  }
  const { os: os_type, start, osparams } = parsed.data;
  const common = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(commonParams, name)));
  return { os_type, start, osparams, common };
}
