import { defineLogicalUnit } from '@ganeti/master-jobs';
import { checkFilledBe, checkFilledHv, fillBe, HV_DEFAULTS } from '@ganeti/objects';
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
    const cluster = config.cluster();

    findings.heading('Checking the configuration');
    const master = config.get('node', cluster.master_node);
    findings.report(master === undefined, 'ECLUSTERCFG', '', `the master node ${cluster.master_node} is not in the configuration`);
    findings.report(master?.master_candidate === false, 'ECLUSTERCFG', '', `the master node ${master?.name} is no master candidate`);
    for (const disk of config.all('disk')) {
      const owner = disk.instance === null ? undefined : config.get('instance', disk.instance);
      const attached = owner?.disks.includes(disk.uuid) ?? disk.instance === null;
      findings.report(!attached, 'ECLUSTERCFG', '', `disk ${disk.uuid} says that it belongs to an instance which does not have it`);
    }

    findings.heading('Checking hypervisor and backend parameters');
    for (const hypervisor of cluster.enabled_hypervisors) {
      const wrong = problem(() => checkFilledHv(hypervisor, { ...HV_DEFAULTS[hypervisor], ...cluster.hvparams[hypervisor] }));
      findings.report(wrong !== null, 'ECLUSTERCFG', '', `hypervisor ${hypervisor}: ${wrong}`);
    }
    for (const instance of config.all('instance')) {
      const { name } = instance;
      const wrong = problem(() => {
        checkFilledHv(instance.hypervisor, hvOf(config, instance));
        checkFilledBe(fillBe(cluster, instance.beparams));
      });
      findings.report(wrong !== null, 'EINSTANCEMISSINGCFGPARAMETER', name, wrong ?? 'parameters are wrong');
    }

    findings.heading('Checking that all nodes belong to a group');
    for (const node of config.all('node')) {
      const dangling = config.get('nodegroup', node.group) === undefined;
      findings.report(dangling, 'ECLUSTERDANGLINGNODES', node.name, `its group ${node.group} does not exist`);
      if (!dangling) continue;
      for (const uuid of config.primariesOf(node.uuid)) {
        const name = config.get('instance', uuid)?.name ?? uuid;
        findings.report(true, 'ECLUSTERDANGLINGINST', node.name, `instance ${name} is on this node, which has no group`);
      }
    }
    verifyAffinity(config, findings);
    return findings.good;
  },
});

function problem(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
