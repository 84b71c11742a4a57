/** `cluster init` as Ganeti has it: the same options, and what becomes of them. */
import { existsSync, readFileSync } from 'node:fs';
import { clusterInitOptions, clusterInitOwnOptions, clusterInitParameters } from '@ganeti/opcodes';
import type { MasterClient } from '@ganeti/master-api';
import { CommandFailure, type Cli } from '../cli';
import { createProgram } from '../program';
import { noMachine } from '../testing/no-machine';

const reference = '/work/shared/reference/cli.json';
(existsSync(reference) ? it : it.skip)('has every option of it', () => {
  const { tools } = JSON.parse(readFileSync(reference, 'utf8')) as { tools: Record<string, { commands: Record<string, { options: { flags: string[] }[] }> }> };
  const words = [...clusterInitOptions, ...clusterInitOwnOptions].flatMap(({ flags }) => flags.split(/[ ,]+/).filter((word) => word.startsWith('-')));
  const theirs = tools['gnt-cluster']?.commands['init']?.options.flatMap(({ flags }) => flags) ?? [];
  expect(theirs.length).toBeGreaterThan(50);
  // What a node has beside its instances is asked of the node.
  expect(theirs.filter((flag) => !words.includes(flag))).toEqual(['--hypervisor-state', '--disk-state']);
  expect(new Set(words).size).toBe(words.length);
});

it('turns sizes in the older form into a policy', () => {
  expect(clusterInitParameters({ specsMemSize: 'min=64,max=2G,std=512', specsCpuCount: 'max=4' })).toEqual({
    ipolicy: { minmax: [{ min: expect.objectContaining({ 'memory-size': 64, 'cpu-count': 1 }), max: expect.objectContaining({ 'memory-size': 2048, 'cpu-count': 4 }) }], std: { 'memory-size': 512 } },
  });
  expect(() => clusterInitParameters({ specsMemSize: 'min=64', ipolicyStdSpecs: 'cpu-count=1' })).toThrow(/in two ways/);
});

interface Session {
  readonly did: string[];
  readonly lines: string[];
  readonly settings: Record<string, unknown>;
}
async function init(args: readonly string[], broken: { masterd?: string; start?: string; job?: boolean } = {}): Promise<Session & { failure: unknown }> {
  const session: Session = { did: [], lines: [], settings: {} };
  const made = { cluster_name: 'c', node_name: 'n', address: 'a', master_ip: 'm', notes: ['look out'] };
  const cli = {
    out: (line: string) => session.lines.push(line),
    err: (line: string) => session.lines.push(line),
    status: () => undefined,
    local: {
      ...noMachine,
      daemons: {
        start: async (daemon: string) => {
          session.did.push(`start ${daemon}`);
          if (daemon === broken.start) throw new Error(`${daemon} does not start`);
        },
        stop: async (daemon: string) => void session.did.push(`stop ${daemon}`),
      },
      masterd: async ([verb = '', settings = '{}']: readonly string[]) => {
        if (broken.masterd !== undefined) throw new CommandFailure(broken.masterd);
        session.did.push(verb);
        Object.assign(session.settings, JSON.parse(settings));
        return JSON.stringify(made);
      },
    },
    master: () =>
      ({
        submit: async ([job]: { OP_ID: string }[][]) => {
          session.did.push(...(job ?? []).map(({ OP_ID: id }) => id));
          return [{ jobId: 1 }];
        },
        waitForChange: async () => ({ job_info: [broken.job === true ? 'error' : 'success', [], []], log_entries: [] }),
      }) as unknown as MasterClient,
  } as unknown as Cli;
  const failure: unknown = await createProgram(cli, '1').parseAsync(['cluster', 'init', ...args], { from: 'user' }).then(() => null, (error: unknown) => error);
  return { ...session, failure };
}
const started = ['init', 'start noded', 'start masterd', 'OP_CLUSTER_ACTIVATE_MASTER_IP', 'OP_CLUSTER_POST_INIT'];
const gone = ['OP_CLUSTER_DEACTIVATE_MASTER_IP', 'stop rapi', 'stop masterd', 'stop noded', 'forget'];

it('makes the cluster, starts its daemons, takes its address and runs its hooks', async () => {
  const { did, settings, lines, failure } = await init(['c.example.com', '-s', '192.0.2.1', '--primary-ip-version', '6', '--enabled-hypervisors', 'kvm,fake', '-B', 'vcpus=2', '--no-etc-hosts', '--no-ssh-init', '-H', 'kvm:acpi=false']);
  expect(failure).toBeNull();
  expect(did).toEqual([...started, 'start rapi']);
  expect(settings).toEqual({
    cluster_name: 'c.example.com',
    secondary_address: '192.0.2.1',
    primary_ip_version: 6,
    parameters: { enabled_hypervisors: ['kvm', 'fake'], beparams: { vcpus: '2' }, modify_etc_hosts: false, hvparams: { kvm: { acpi: 'false' } } },
  });
  expect(lines).toContain('Note: look out');
});

it('takes everything away again when the cluster does not start', async () => {
  expect(await init(['c'], { start: 'masterd' })).toMatchObject({ did: [...started.slice(0, 3), ...gone], failure: { message: 'masterd does not start' } });
  expect(await init(['c'], { job: true })).toMatchObject({ did: [...started, ...gone] });
  expect(await init(['c'], { masterd: 'this machine is not ready' })).toMatchObject({ did: [], failure: { message: 'this machine is not ready' } });
});
