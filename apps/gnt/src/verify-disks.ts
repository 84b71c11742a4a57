/** What `gnt cluster verify-disks` does with the answers of its jobs: it tells what is missing, and activates the rest. */
import type { Json } from '@ganeti/objects';
import { CommandFailure, exitCodes, type Cli } from './cli';
import { followJobs } from './watch';

/** Nodes that could not say, instances whose disks are not active, missing [node, volume] by instance. */
type GroupAnswer = readonly [Readonly<Record<string, string>>, readonly string[], Readonly<Record<string, readonly (readonly [string, string])[]>>];

/** Answers the exit code. */
export async function repairDisks(cli: Cli, answers: readonly unknown[], reason: Json): Promise<number> {
  let code: number = exitCodes.ok;
  const tell = (line: string): void => {
    cli.err(line);
    code = exitCodes.failure;
  };
  const instances: string[] = [];
  for (const [failed, inactive, missing] of answers as GroupAnswer[]) {
    for (const [node, why] of Object.entries(failed)) tell(`Node ${node} did not tell about its disks: ${why}`);
    for (const [instance, volumes] of Object.entries(missing)) {
      tell(`Instance ${instance} lacks volumes: ${volumes.map(([node, volume]) => `${volume} on ${node}`).join(', ')}; see gnt instance recreate-disks`);
    }
    instances.push(...inactive.filter((name) => missing[name] === undefined));
  }
  if (instances.length === 0) {
    cli.out('No disks need to be activated.');
    return code;
  }
  cli.out(`Activating the disks of ${instances.join(', ')}`);
  const outcomes = await cli.master().submit(instances.map((instance_name) => [{ OP_ID: 'OP_INSTANCE_ACTIVATE_DISKS', instance_name, reason }]));
  const refused = outcomes.filter((outcome) => 'error' in outcome);
  if (refused.length > 0) throw new CommandFailure(`${refused.length} of ${instances.length} jobs were not taken; try again later`);
  const activated = await followJobs(cli, outcomes.flatMap((outcome) => ('jobId' in outcome ? [outcome.jobId] : [])));
  return code === exitCodes.ok ? activated : code;
}
