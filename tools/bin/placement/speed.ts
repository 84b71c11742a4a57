/** Figures of the placement library in this process, and how they grow with the cluster. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answerRequest, balance, ClusterModel, evacuateNodes, findAllocation, groupPart, newInstanceOf, parseInput, parseText, ScoreSums, type AllocateJson, type ParsedInput,
} from '@ganeti/master-allocator';
import { medianMs } from './measure';

type Note = (name: string, value: number) => void;

export function speed(generated: string, note: Note): void {
  const request = (file: string, kind: string): ParsedInput => parseInput(readFileSync(join(generated, `hail_${file}_${kind}.json`), 'utf8'));
  for (const file of ['n10_g1', 'n100_g1', 'n1000_g1', 'n1000_g10', 'n5000_g50', 'n5000_g1']) {
    for (const kind of ['drbd', 'plain']) {
      const input = request(file, `alloc_${kind}`);
      const model = new ClusterModel(input.data);
      const instance = model.add(newInstanceOf(input.request as AllocateJson));
      const sums = new ScoreSums(model);
      // As after another instance was placed: the sums are brought up to date within the time.
      const ms = medianMs(15, () => (model.revision += 1), () => findAllocation(sums, instance));
      note(`allocate_${kind}_${file}_ms`, ms);
      if (kind === 'drbd') note(`allocate_drbd_${file}_us_per_node`, Math.round((ms * 1000 * 100) / model.nodeCount) / 100);
    }
    const data = request(file, 'alloc_drbd').data;
    note(`build_model_${file}_ms`, medianMs(5, () => data, (made) => new ClusterModel(made)));
  }
  const evac = request('n1000_g1', 'node_evac');
  note('node_evacuate_n1000_g1_ms', medianMs(7, () => new ClusterModel(evac.data), (model) => {
    if (evac.request.type !== 'node-evacuate') return;
    evacuateNodes(new ScoreSums(model), evac.request.instances.map((name) => model.instanceIds.find(name) ?? -1), 'all');
  }));
  const multi = request('n1000_g1', 'multi_alloc10');
  note('multi_allocate_10_n1000_g1_ms', medianMs(7, () => multi, (input) => answerRequest(input)));
  const hundred = parseText(readFileSync(join(generated, 'n100_g1.data'), 'utf8'));
  const cluster = groupPart(hundred, 'group-000');
  note('balance_one_move_n100_g1_ms', medianMs(15, () => new ClusterModel(cluster), (model) => balance(model, { ignoreSoft: true, maxMoves: 1 })));
  note('balance_to_convergence_n100_g1_s', medianMs(1, () => new ClusterModel(cluster), (model) => balance(model, { ignoreSoft: true })) / 1000);
}
