/** Commands whose opcode is not all: what they do on this machine before it is submitted, or after it has succeeded. */
import type { OwnOption } from '@ganeti/opcodes';
import type { Cli } from './cli';
import { leaveNothing } from './commands/init';
import { prepareMachine, prepareOptions } from './commands/prepare-machine';

export interface LocalWork {
  readonly options?: readonly OwnOption[];
  before?(cli: Cli, opcode: Readonly<Record<string, unknown>>, options: Readonly<Record<string, unknown>>): Promise<void>;
  after?(cli: Cli): Promise<void>;
}

export const localWork: Readonly<Record<string, LocalWork>> = {
  OP_NODE_ADD: { options: prepareOptions, before: prepareMachine },
  OP_CLUSTER_DESTROY: {
    after: async (cli) => {
      await leaveNothing(cli);
      cli.out('The cluster is gone. Its users of the remote API, disks, exports and logs are left.');
    },
  },
};
