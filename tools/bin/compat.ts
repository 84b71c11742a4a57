/**
 * `npm run -s compat -- [--json]`: compares definitions and fields with the facts about Ganeti (../shared/reference), replays the
 * seed's requirements and the recorded exchanges, and prints counts. Ends with 1 when something differs that is not listed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareFields, type FieldReference } from '@ganeti/master-query';
import { createLogicalUnits } from '@ganeti/master-logical-units';
import { opcodeDeviations, opcodes, restOperations } from '@ganeti/opcodes';
import { testedOperations } from './compat/operations';
import { compareOpcodes } from '../../libs/opcodes/src/testing/compare-opcodes';

const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
const reference = process.env['GANETI_REFERENCE'] ?? join(process.cwd(), '../shared/reference');
if (!existsSync(join(reference, 'opcodes.json'))) throw new Error(`${reference} is not there; set GANETI_REFERENCE to the facts about Ganeti`);
const facts = <T>(name: string): T => JSON.parse(readFileSync(join(reference, name), 'utf8')) as T;

/** What the runs of the tests leave behind. */
const summaries = { '2.4': '.cache/seed/2.4.json', today: '.cache/seed/today.json', golden: '.cache/golden.json' } as const;
const suites = ['tools/e2e/seed.spec.ts', 'tools/e2e/golden.spec.ts', 'apps/rapi/src/served.spec.ts', 'apps/rapi/src/described.spec.ts'];

interface SeedSummary {
  readonly requirements: number;
  readonly passed: readonly string[];
  readonly deviating: readonly { readonly id: string }[];
  readonly waiting: readonly string[];
}
interface GoldenSummary {
  readonly compared: number;
  readonly left_out: number;
  readonly deviating: number;
  readonly open: readonly string[];
}

function runSuites(): boolean {
  for (const path of Object.values(summaries)) rmSync(path, { force: true });
  const { status } = spawnSync(process.execPath, ['tools/test/run.mjs', ...suites], { stdio: ['ignore', 2, 2] });
  return status === 0;
}

function opcodeCounts(): object {
  const { opcodes: compared, parameters, differences } = compareOpcodes(facts('opcodes.json'), opcodes);
  const listed = new Set(opcodeDeviations.map(({ what, how }) => `${what} ${how}`));
  const units = createLogicalUnits({} as never);
  const own = [...opcodes.values()].filter((definition) => definition.own === true).map(({ id }) => id);
  return {
    opcodes_compared: compared,
    parameters_compared: parameters,
    deviations_listed: differences.filter(({ what, how }) => listed.has(`${what} ${how}`)).length,
    differences: differences.filter(({ what, how }) => !listed.has(`${what} ${how}`)),
    own,
    without_logical_unit: [...opcodes.keys()].filter((id) => !units.has(id)),
  };
}

function resourceCounts(): object {
  const { resources } = facts<{ resources: readonly { uri: string; method: string }[] }>('rapi.json');
  const key = (method: string, uri: string): string => `${method} ${uri.replaceAll(/\{\w+\}|\[\w+\]/g, '*')}`;
  const ours = new Set(restOperations().map(({ method, path }) => key(method, path)));
  const served = resources.filter(({ method, uri }) => ours.has(key(method, uri)));
  return {
    resources: new Set(resources.map(({ uri }) => uri)).size,
    methods: resources.length,
    methods_served: served.length,
    own_methods: ours.size - served.length,
  };
}

function seedCounts(mode: '2.4' | 'today'): object {
  const { requirements, passed, deviating, waiting } = JSON.parse(readFileSync(summaries[mode], 'utf8')) as SeedSummary;
  return { requirements, passed: passed.length, deviating: deviating.map(({ id }) => id), only_as_far_as_the_opcode: waiting };
}

const passed = runSuites();
const { compared, served, differences, deviations } = compareFields(facts<FieldReference>('fields.json'));
const golden = JSON.parse(readFileSync(summaries.golden, 'utf8')) as GoldenSummary;
const opcodeResult = opcodeCounts() as { differences: readonly unknown[] };
const result = {
  opcodes: opcodeResult,
  rest: resourceCounts(),
  seed: { '2.4': seedCounts('2.4'), default: seedCounts('today') },
  golden: { compared: golden.compared, left_out: golden.left_out, deviations_listed: golden.deviating, differences: golden.open },
  fields: { compared, served, deviations_listed: deviations.length, differences },
  operations: testedOperations(opcodes.keys()),
  tests_passed: passed,
};
console.log(JSON.stringify(result, null, values.json === true ? undefined : 2));
if (!passed || differences.length > 0 || golden.open.length > 0 || opcodeResult.differences.length > 0) process.exitCode = 1;
