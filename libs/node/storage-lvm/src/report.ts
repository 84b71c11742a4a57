/** What LVM tells about itself: its JSON reports (lvmreport(7)), read strictly. Sizes MiB, rounded down. */
import { z } from 'zod';
import { OpExecError } from '@ganeti/errors';

const MIB = 1024 * 1024;
const bytes = z
  .string()
  .regex(/^\d+$/)
  .transform((text) => Math.floor(Number(text) / MIB));
/** Of columns that are empty where they do not apply. */
const flag = z.enum(['0', '1', '-1', '']).transform((text) => text === '1');
const number = z
  .string()
  .regex(/^(-?\d+(\.\d+)?)?$/)
  .transform((text) => (text === '' ? -1 : Number(text)));
const list = z.string().transform((text) => (text === '' ? [] : text.split(',')));

const volume = z.object({
  vg_name: z.string(),
  lv_name: z.string(),
  lv_size: bytes,
  lv_attr: z.string(),
  lv_active: z.string(),
  lv_device_open: flag,
  lv_kernel_major: number,
  lv_kernel_minor: number,
  lv_tags: list,
  origin: z.string(),
  pool_lv: z.string(),
  data_percent: number,
});
const group = z.object({ vg_name: z.string(), vg_size: bytes, vg_free: bytes, vg_missing_pv_count: number });
const physical = z.object({ pv_name: z.string(), vg_name: z.string(), pv_size: bytes, pv_free: bytes, pv_used: bytes, pv_allocatable: flag, pv_missing: flag });

export type Volume = z.output<typeof volume>;
export type Group = z.output<typeof group>;
export type Physical = z.output<typeof physical>;

const kinds = {
  lv: { program: 'lvs', row: volume },
  vg: { program: 'vgs', row: group },
  pv: { program: 'pvs', row: physical },
} as const;
export type ReportKind = keyof typeof kinds;
export type ReportRow<K extends ReportKind> = z.output<(typeof kinds)[K]['row']>;

/** Program and arguments of a report. */
export function reportCommand(kind: ReportKind): [string, string[]] {
  const { program, row } = kinds[kind];
  return [program, ['--reportformat', 'json', '--units', 'b', '--nosuffix', '--binary', '--options', Object.keys(row.shape).join(',')]];
}

/** Throws OpExecError for a text that is not what `reportCommand` asks for. */
export function readReport<K extends ReportKind>(kind: K, text: string): ReportRow<K>[] {
  const shape = z.object({ report: z.array(z.object({ [kind]: z.array(kinds[kind].row) })) });
  const read = shape.safeParse(parse(text));
  if (!read.success) {
    const { path, message } = read.error.issues[0] ?? { path: [], message: '' };
    throw new OpExecError(`The report of ${kinds[kind].program} cannot be understood (${path.join('.')}: ${message}); check that LVM 2.03 or later is installed`);
  }
  return read.data.report.flatMap((part) => (part as Record<string, ReportRow<K>[]>)[kind] ?? []);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The ninth attribute tells of lost parts (lvs(8)): p partial, r refresh needed, X unknown. */
export const isDamaged = ({ lv_attr }: Volume): boolean => lv_attr[8] === 'p' || lv_attr[8] === 'X';
