/** hbal: moves that make the cluster's score better. */
import { writeFileSync } from 'node:fs';
import { balance, ClusterModel, commandsOf, groupPart, jobSets, metricReport, notation, scoreOf, splitInstances, type BalanceStep, type ClusterData } from '@ganeti/master-allocator';
import { BALANCING, balanceOptions, withLoad } from './balance-options';
import { UsageError } from './options';
import { complain, currentData, loadCluster, modelOptions, print, runProgram, save } from './program';
import { metricTable, printTables } from './tables';

runProgram({
  name: 'hbal',
  usage: '{-t FILE | -I FILE} [OPTION...]',
  options: { ...BALANCING, commands: { short: 'C', long: 'print-commands', kind: 'optional', value: 'FILE', doc: 'print the commands that do it' } as const },
  run(options) {
    const all = withLoad(loadCluster(options), options);
    const loud = 1 + options.count('verbose') - options.count('quiet');
    const data = oneGroup(all, options.one('group'));
    const model = new ClusterModel(data, modelOptions(options));
    for (const warning of model.warnings) complain(`warning: ${warning}`);
    save(options, 'original', () => data);
    if (loud > 0) print(`Group ${data.groups[0]?.name ?? ''}: ${model.nodes.length} nodes, ${model.instances.length} instances`);
    const failing = model.nodes.filter((_, node) => model.online[node] === 1 && model.failsN1(node)).map(({ name }) => name);
    if (loud > 0 && failing.length > 0) print(`Nodes that fail N+1: ${failing.join(', ')}`);
    printTables(model, 'Before', options.one('nodes'), options.has('instances'));
    const report = metricReport(model);
    if (loud > 2) for (const line of [`Initial coefficients: overall ${scoreOf(report).toFixed(8)}`, ...metricTable(report)]) print(line);
    else if (loud > 0) print(`Initial score: ${scoreOf(report).toFixed(8)}`);
    const commands: string[][] = [];
    let count = 0;
    const result = balance(model, balanceOptions(options), (step) => {
      count += 1;
      commands.push(commandsOf(model, step.instance, step.steps));
      if (loud > 0) print(stepLine(model, step, count));
    });
    if (loud > 2) for (const line of [`Final coefficients: overall ${result.final.toFixed(8)}`, ...metricTable(metricReport(model))]) print(line);
    if (loud > 0) print(count === 0 ? 'No move makes it better' : `Score ${result.initial.toFixed(8)} -> ${result.final.toFixed(8)}`);
    if (loud > 0) print(`Solution length=${count}`);
    printTables(model, 'After', options.one('nodes'), options.has('instances'));
    if (options.has('commands')) tellCommands(result.steps, commands, options.one('commands') ?? '');
    save(options, 'balanced', () => currentData(data, model));
    return 0;
  },
});

/** Each group is balanced by itself. */
function oneGroup(data: ClusterData, group: string | undefined): ClusterData {
  const split = splitInstances(data);
  if (split.length > 0) complain(`warning: instances in several groups are left alone: ${split.join(', ')}`);
  if (group !== undefined) return groupPart(data, group);
  const [first, ...more] = data.groups;
  if (first === undefined) throw new UsageError('the cluster has no groups');
  if (more.length > 0) throw new UsageError(`there are several groups, choose one with -G: ${data.groups.map(({ name }) => name).join(', ')}`);
  return groupPart(data, first.uuid);
}

function stepLine(model: ClusterModel, step: BalanceStep, number: number): string {
  const names = (primary: number, secondary: number): string => [primary, secondary].flatMap((node) => model.nodes[node]?.name ?? []).join(':');
  const name = model.instances[step.instance]?.name ?? '';
  return `${String(number).padStart(5)}. ${name} ${names(...step.from)} => ${names(step.primary, step.secondary)} ${step.score.toFixed(8)} a=${notation(model, step.steps)}`;
}

/** Into a file as a shell script, or onto the screen. */
function tellCommands(steps: readonly BalanceStep[], commands: readonly (readonly string[])[], path: string): void {
  let at = 0;
  const lines = jobSets(steps).flatMap((set, s) => [
    `# set ${s + 1}: ${set.length} jobs that can run together`,
    ...set.flatMap(() => commands[at++] ?? []),
  ]);
  if (path !== '') writeFileSync(path, ['#!/bin/sh', 'set -e', ...lines, ''].join('\n'));
  else for (const line of ['', ...lines]) print(line);
}
