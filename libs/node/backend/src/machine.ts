import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createServer } from 'node:net';
import { isAbsolute } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import type { Clock, ProcessRunner } from '@ganeti/runtime';
import type { ServiceHandlers } from './handlers';
import type { MakeSwitch, MasterAddress } from '@ganeti/node-network';
import type { RestrictedCommands } from './restricted-commands';

/** Seconds between the answer and the reboot: the master shall hear it. */
const RESET_SECONDS = 5;
/** What programs are started with. */
const ENVIRONMENT = { PATH: '/sbin:/bin:/usr/sbin:/usr/bin', LC_ALL: 'C' };

export interface MachineOptions {
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly reset: () => Promise<void>;
  readonly fence?: ((reason: string) => Promise<void>) | undefined;
  readonly restricted: RestrictedCommands;
  readonly masterAddress: MasterAddress;
  readonly makeSwitch: MakeSwitch;
}

export function machineHandlers({ runner, clock, reset, fence, restricted, masterAddress, makeSwitch }: MachineOptions): ServiceHandlers<'Machine'> {
  return {
    'Machine.Powercycle': async () => {
      // A reset that fails has nobody left to tell: the node simply stays up, and its status says so.
      clock.after(RESET_SECONDS, () => void reset().catch(() => undefined));
      return { message: `The machine reboots in ${RESET_SECONDS} seconds` };
    },

    'Machine.Fence': async ({ reason }) => {
      if (fence === undefined) throw new OpExecError('This node cannot fence itself; use its power switch');
      await fence(reason);
    },

    'Machine.OwnsAddress': async ({ address }) => ({ owned: await ownsAddress(address) }),

    'Machine.SetMasterAddress': async ({ up, ...address }) => masterAddress(address, up),

    'Machine.MakeSwitch': ({ name, link }) => makeSwitch(name, link),

    'Machine.RunOutOfBand': async ({ program, command, node, timeout }, cx) => {
      const usable = isAbsolute(program) && (await access(program, constants.X_OK).then(() => true, () => false));
      if (!usable) throw new OpExecError(`The out-of-band program ${program} of node ${node} is no executable file on the master; install it or change oob_program`);
      const result = await runner.run(program, [command, node], { cwd: '/', env: ENVIRONMENT, timeoutSeconds: timeout, signal: cx.signal });
      const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-5).join(' | ');
      if (result.timedOut) throw new OpExecError(`${program} ${command} ${node} did not end within ${timeout} s`);
      if (result.exitCode !== 0) throw new OpExecError(`${program} ${command} ${node} ended with ${result.exitCode ?? result.signal}: ${said || 'no output'}`);
      return { output: result.stdout };
    },

    'Machine.RunRestricted': async ({ command }, cx) => ({ output: await restricted.run(command, cx.signal) }),
  };
}

/** Only an address of this machine can be listened on. */
function ownsAddress(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port: 0 }, () => server.close(() => resolve(true)));
  });
}
