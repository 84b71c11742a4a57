/** Disks as an opcode asks for them. */
import { OpPrereqError, TypeEnforcementError } from '@ganeti/errors';
import { parseSize, type Cluster, type DiskTemplate, type ParamDict } from '@ganeti/objects';

/** One disk that is wanted; size in MiB. */
export type DiskSpec = {
  readonly size: number;
  readonly mode: 'rw' | 'ro';
  readonly name: string | null;
  readonly vg: string;
  /** Where the metadata volume of a mirror goes. */
  readonly metavg: string;
  readonly spindles: number | null;
};

type AskedDisk = Readonly<Record<string, string | number>>;
const known: ReadonlySet<string> = new Set(['size', 'mode', 'name', 'vg', 'metavg', 'spindles', 'access', 'adopt', 'provider', 'dev_type']);

/** `drbd`: parameters of the template drbd, which name the default group of metadata volumes. */
export function diskSpec(asked: AskedDisk, index: number, cluster: Cluster, drbd: ParamDict): DiskSpec {
  checkDiskKeys(asked, index);
  if (asked.adopt !== undefined) {
    throw new OpPrereqError(
      `Disk ${index} asks to adopt ${asked.adopt}; this release makes new disks only, it cannot take over existing ones`,
      'wrong_input',
    );
  }
  if (asked.size === undefined) throw new OpPrereqError(`Disk ${index} has no size; give it as 'size', in MiB`, 'wrong_input');
  const vg = String(asked.vg ?? cluster.volume_group_name);
  return {
    size: diskSize(asked.size, index),
    mode: diskMode(asked.mode ?? 'rw', index),
    name: diskName(asked.name),
    vg,
    metavg: String(asked.metavg ?? (typeof drbd.metavg === 'string' && drbd.metavg !== '' ? drbd.metavg : vg)),
    spindles: diskSpindles(asked.spindles, index),
  };
}

export function checkDiskKeys(asked: AskedDisk, index: number | string): void {
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

/** Templates whose disks this release makes. */
const makeable: ReadonlySet<DiskTemplate> = new Set<DiskTemplate>(['diskless', 'plain', 'drbd', 'file', 'sharedfile']);

export function checkTemplate(cluster: Cluster, template: DiskTemplate): void {
  if (!cluster.enabled_disk_templates.includes(template)) {
    throw new OpPrereqError(
      `Disk template '${template}' is not enabled in this cluster; enabled are ${cluster.enabled_disk_templates.join(', ')}`,
      'wrong_input',
    );
  }
  if (!makeable.has(template)) {
    throw new OpPrereqError(`This release cannot make disks of template '${template}'; it makes ${[...makeable].join(', ')}`, 'wrong_input');
  }
}
