/** Host names and addresses, as LogicalUnits ask for them. */
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { OpPrereqError } from '@ganeti/errors';
import type { NameService } from '@ganeti/master-logical-units';

const probeSeconds = 3;

export const systemNames: NameService = {
  async resolve(name) {
    try {
      const { address } = await lookup(name);
      return { name, address };
    } catch {
      throw new OpPrereqError(
        `The name ${name} cannot be resolved; add it to DNS or /etc/hosts, or create without the name check`,
        'resolver_error',
      );
    }
  },
  answers: (address, port) =>
    new Promise((resolve) => {
      const socket = connect({ host: address, port, timeout: probeSeconds * 1000 });
      const done = (answered: boolean): void => {
        socket.destroy();
        resolve(answered);
      };
      socket.once('connect', () => done(true));
      socket.once('timeout', () => done(false));
      socket.once('error', () => done(false));
    }),
};
