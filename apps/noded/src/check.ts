/** `ganeti-noded check`: is this machine fit to be a node, asked before it is one. */
import { readFile } from 'node:fs/promises';
import { Drivers, nodeFindings, type Finding } from '@ganeti/node-backend';
import { loadSettings, systemClock, type Paths } from '@ganeti/runtime';
import { openMachine } from './machine';
import { nodedSettings } from './settings';

/** `request`: JSON of a VerifyRequest (proto/node/v1), or the path of a file that has it. */
export async function checkMachine(paths: Paths, request: string): Promise<readonly Finding[]> {
  const text = request.trimStart().startsWith('{') ? request : await readFile(request, 'utf8');
  const settings = await loadSettings(paths.settings('noded'), nodedSettings);
  const machine = openMachine(settings, paths, () => ({ uuid: '', name: '' }));
  try {
    const drivers = new Drivers({ storage: machine.storage.drivers, hypervisors: machine.hypervisors });
    const { bridgeProblems, facts } = machine;
    return await nodeFindings({ drivers, paths, clock: systemClock, bridgeProblems, facts }, JSON.parse(text) as object);
  } finally {
    await machine.close();
  }
}
