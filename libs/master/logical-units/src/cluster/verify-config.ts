import { checkCandidates, soundness, type ConfigView } from '@ganeti/master-config';
import { defineLogicalUnit } from '@ganeti/master-jobs';
import { checkFilledBe, checkFilledHv, fillBe, HV_DEFAULTS, type Cluster } from '@ganeti/objects';
import { clusterVerifyConfig } from '@ganeti/opcodes';
import { hvOf } from '../common/params';
import { Findings } from './findings';
import { verifyAffinity } from './verify-affinity';

/** Looks at the configuration only: no node is asked. */
export const clusterVerifyConfigUnit = defineLogicalUnit({
  definition: clusterVerifyConfig,
  locks: () => ({}),
  check: async () => null,
  async run(params, _plan, cx) {
    const findings = new Findings((text) => cx.log(text), params);
    const { config } = cx;

    findings.heading('Checking the configuration');
    const isDangling = (from: string, to: string): boolean => from === 'node' && to === 'nodegroup';
    findings.each('ECLUSTERCFG', '', soundness(config, isDangling));
    findings.each('ECLUSTERCFG', '', checkCandidates(config), 'WARNING');
    findings.heading('Checking hypervisor and backend parameters');
    findings.each('ECLUSTERCFG', '', hypervisorProblems(config.cluster()));
    for (const instance of config.all('instance')) {
      const wrong = problem(() => {
        checkFilledHv(instance.hypervisor, hvOf(config, instance));
        checkFilledBe(fillBe(config.cluster(), instance.beparams));
      });
      findings.each('EINSTANCEMISSINGCFGPARAMETER', instance.name, wrong);
    }
    findings.heading('Checking that all nodes belong to a group');
    verifyGroups(config, findings);
    verifyAffinity(config, findings);
    return findings.good;
  },
});

function hypervisorProblems({ enabled_hypervisors, hvparams }: Cluster): string[] {
  return enabled_hypervisors.flatMap((name) =>
    problem(() => checkFilledHv(name, { ...HV_DEFAULTS[name], ...hvparams[name] })).map((text) => `hypervisor ${name}: ${text}`),
  );
}

function verifyGroups(config: ConfigView, findings: Findings): void {
  for (const node of config.all('node')) {
    const dangling = config.get('nodegroup', node.group) === undefined;
    findings.report(dangling, 'ECLUSTERDANGLINGNODES', node.name, `its group ${node.group} does not exist`);
    const instances = [...config.primariesOf(node.uuid)].map((uuid) => config.get('instance', uuid)?.name ?? uuid);
    const lost = dangling ? instances.map((name) => `instance ${name} is on this node, which has no group`) : [];
    findings.each('ECLUSTERDANGLINGINST', node.name, lost);
  }
}

function problem(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
