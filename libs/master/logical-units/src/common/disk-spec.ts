/** Disks as an opcode asks for them. */
import { OpPrereqError, TypeEnforcementError } from '@ganeti/errors';
import { parseSize, templateHas, type Cluster, type DiskTemplate, type ParamDict } from '@ganeti/objects';

/** One disk that is wanted; size in MiB. */
export type DiskSpec = {
  /** Of an adopted disk, which has the size it has: 0. */
  readonly size: number;
  readonly mode: 'rw' | 'ro';
  readonly name: string | null;
  readonly vg: string;
  /** Where the metadata volume of a mirror goes. */
  readonly metavg: string;
  readonly spindles: number | null;
  /** The volume or device that is taken as it is; null: a new one is made. */
  readonly adopt: string | null;
  /** Who has it, of external storage. */
  readonly provider: string;
  /** Kept with the disk, on top of those of its template. */
  readonly params: ParamDict;
};

export type AskedDisk = Readonly<Record<string, string | number>>;
const known: ReadonlySet<string> = new Set(['size', 'mode', 'name', 'vg', 'metavg', 'spindles', 'access', 'adopt', 'provider', 'dev_type']);
/** How a guest reaches the disk is its own choice for these only. */
const withAccess: ReadonlySet<DiskTemplate> = new Set<DiskTemplate>(['gluster', 'rbd']);
const accesses = ['kernelspace', 'userspace'];

/** `drbd`: parameters of the template drbd, which name the default group of metadata volumes. */
export function diskSpec(asked: AskedDisk, index: number, template: DiskTemplate, cluster: Cluster, drbd: ParamDict): DiskSpec {
  checkDiskKeys(asked, index, template);
  const adopt = adopted(asked, index, template);
  if (asked.size === undefined && adopt === null) throw new OpPrereqError(`Disk ${index} has no size; give it as 'size', in MiB`, 'wrong_input');
  const vg = String(asked.vg ?? cluster.volume_group_name);
  return {
    size: adopt === null ? diskSize(asked.size ?? 0, index) : 0,
    mode: diskMode(asked.mode ?? 'rw', index),
    name: diskName(asked.name),
    vg,
    metavg: String(asked.metavg ?? (typeof drbd.metavg === 'string' && drbd.metavg !== '' ? drbd.metavg : vg)),
    spindles: diskSpindles(asked.spindles, index),
    adopt,
    provider: provider(asked, index, template),
    params: ownParams(asked, index, template),
  };
}

function adopted({ adopt }: AskedDisk, index: number, template: DiskTemplate): string | null {
  if (adopt === undefined) {
    if (template !== 'blockdev') return null;
    throw new OpPrereqError(`Disk ${index} of template 'blockdev' has to be a device that is there: give its path as 'adopt'`, 'wrong_input');
  }
  if (!templateHas(template, 'adoptable')) {
    throw new OpPrereqError(`Disk ${index} asks to adopt '${adopt}', which disks of template '${template}' cannot`, 'wrong_input');
  }
  return String(adopt);
}

function provider({ provider: name }: AskedDisk, index: number, template: DiskTemplate): string {
  if ((name !== undefined) === (template === 'ext')) return String(name ?? '');
  const text = template === 'ext' ? `Disk ${index} has no 'provider' of external storage` : `Disk ${index} has a 'provider', which is for template 'ext' only`;
  throw new OpPrereqError(text, 'wrong_input');
}

/** `access`, and what a provider of external storage takes. */
function ownParams(asked: AskedDisk, index: number, template: DiskTemplate): ParamDict {
  if (template === 'ext') return Object.fromEntries(Object.entries(asked).filter(([key]) => !known.has(key)));
  const { access } = asked;
  if (access === undefined) return {};
  if (!withAccess.has(template)) throw new OpPrereqError(`Disk ${index} has 'access', which disks of template '${template}' have not`, 'wrong_input');
  if (!accesses.includes(String(access))) throw new OpPrereqError(`Disk ${index} has the access '${access}'; it is one of ${accesses.join(', ')}`, 'wrong_input');
  return { access };
}

/** Of external storage any key may be: its provider says which ones it takes. */
export function checkDiskKeys(asked: AskedDisk, index: number | string, template: DiskTemplate): void {
  if (template === 'ext') return;
  for (const key of Object.keys(asked)) {
    if (!known.has(key)) throw new TypeEnforcementError(`Unknown parameter '${key}' of disk ${index}; known are ${[...known].join(', ')}`);
  }
}

/** MiB. */
export function diskSize(value: string | number, index: number): number {
  let size: number;
  try {
    size = parseSize(value);
  } catch (error) {
    throw new OpPrereqError(`Disk ${index}: ${(error as Error).message}`, 'wrong_input');
  }
  if (size === 0) throw new OpPrereqError(`Disk ${index} has no size; it must be above zero`, 'wrong_input');
  return size;
}

export function diskMode(value: string | number, index: number | string): 'rw' | 'ro' {
  if (value !== 'rw' && value !== 'ro') {
    throw new OpPrereqError(`Disk ${index} has the access mode '${value}'; it is either rw or ro`, 'wrong_input');
  }
  return value;
}

/** "none" takes a name away. */
export function diskName(value: string | number | undefined): string | null {
  return value === undefined || value === 'none' ? null : String(value);
}

export function diskSpindles(value: string | number | undefined, index: number): number | null {
  return value === undefined ? null : wholeNumber(value, `spindles of disk ${index}`);
}

function wholeNumber(value: string | number, what: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new TypeEnforcementError(`The ${what}: '${value}' is not a whole number`);
  return number;
}

export function checkTemplate(cluster: Cluster, template: DiskTemplate): void {
  if (!cluster.enabled_disk_templates.includes(template)) {
    throw new OpPrereqError(
      `Disk template '${template}' is not enabled in this cluster; enabled are ${cluster.enabled_disk_templates.join(', ')}`,
      'wrong_input',
    );
  }
}
