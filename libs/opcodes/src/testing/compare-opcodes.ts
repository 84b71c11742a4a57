/** The definitions against a description of Ganeti's opcodes (opcodes.json of the reference): what is missing, extra or different. */
import { commonParams, type OpcodeDefinition, type ParamSpec } from '../define';
import type { OpcodeDeviation } from '../deviations';
import { samples } from './type-samples';

export interface ReferenceParam {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly rapi_alias?: string;
}

export interface ReferenceOpcode {
  readonly op_id: string;
  readonly summary_field: string | null;
  readonly params: readonly ReferenceParam[] | null;
}

export interface Difference extends Pick<OpcodeDeviation, 'what' | 'how'> {
  readonly detail: string;
}

export interface Comparison {
  /** How many opcodes and parameters of the reference were looked for. */
  readonly opcodes: number;
  readonly parameters: number;
  readonly differences: readonly Difference[];
}

export function compareOpcodes(
  reference: { readonly opcodes: readonly ReferenceOpcode[]; readonly common_params: readonly ReferenceParam[] },
  definitions: ReadonlyMap<string, OpcodeDefinition>,
): Comparison {
  const differences = compareParams('*', reference.common_params, commonParams);
  for (const theirs of reference.opcodes) {
    const mine = definitions.get(theirs.op_id);
    if (mine === undefined) {
      differences.push({ what: theirs.op_id, how: 'missing', detail: 'no definition' });
      continue;
    }
    const field = mine.summary ?? null;
    if (field !== theirs.summary_field) {
      differences.push({ what: theirs.op_id, how: 'differs', detail: `summary ${field} is ${theirs.summary_field} there` });
    }
    differences.push(...compareParams(theirs.op_id, theirs.params ?? [], mine.params));
  }
  const known = new Set(reference.opcodes.map((opcode) => opcode.op_id));
  for (const [id, { own }] of definitions) {
    if (!known.has(id) && own !== true) differences.push({ what: id, how: 'extra', detail: 'not marked as own' });
  }
  return {
    opcodes: reference.opcodes.length,
    parameters: reference.opcodes.reduce((sum, { params }) => sum + (params?.length ?? 0), 0),
    differences,
  };
}

function compareParams(
  id: string,
  theirs: readonly ReferenceParam[],
  mine: Readonly<Record<string, ParamSpec>>,
): Difference[] {
  const found: Difference[] = theirs.flatMap((param): Difference[] => {
    const what = `${id}.${param.name}`;
    const spec = mine[param.name];
    if (spec === undefined) return [{ what, how: 'missing', detail: 'no such parameter' }];
    const problems = paramProblems(param, spec);
    return problems.length === 0 ? [] : [{ what, how: 'differs', detail: problems.join('; ') }];
  });
  const names = new Set(theirs.map(({ name }) => name));
  const extra = Object.keys(mine).filter((name) => !names.has(name));
  return [...found, ...extra.map((name): Difference => ({ what: `${id}.${name}`, how: 'extra', detail: 'not there' }))];
}

function paramProblems(theirs: ReferenceParam, mine: ParamSpec): string[] {
  const { good, bad } = samples(theirs.type);
  const accepts = (value: unknown) => mine.schema.safeParse(value).success;
  const text = (value: unknown) => JSON.stringify(value);
  const ours = mine.required ? undefined : mine.schema.parse(undefined);
  return [
    ...(mine.required === theirs.required ? [] : [`required ${mine.required}`]),
    ...(mine.alias === theirs.rapi_alias ? [] : [`alias ${mine.alias}`]),
    ...(theirs.required || text(ours) === text(theirs.default) ? [] : [`default ${text(ours)}`]),
    ...good.filter((value) => !accepts(value)).map((value) => `refuses ${text(value)}`),
    ...bad.filter((value) => accepts(value)).map((value) => `accepts ${text(value)}`),
  ];
}
