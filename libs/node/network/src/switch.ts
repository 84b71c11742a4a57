/** The Open vSwitch that guests of a new node are connected to (node parameters `ovs`, `ovs_name`, `ovs_link`). */
import type { ProcessRunner } from '@ganeti/runtime';
import { HostCommands } from './commands';

/** `link`: network device that becomes a port of it; empty: none. What is there already stays. Throws OpExecError. */
export type MakeSwitch = (name: string, link: string) => Promise<void>;

export function hostSwitch(runner: ProcessRunner): MakeSwitch {
  const commands = new HostCommands(runner);
  return async (name, link) => {
    await commands.run('ovs-vsctl', ['--may-exist', 'add-br', name]);
    if (link !== '') await commands.run('ovs-vsctl', ['--may-exist', 'add-port', name, link]);
  };
}
