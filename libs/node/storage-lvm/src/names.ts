/** Names and tags as LVM allows them (lvm(8), "Valid names"). */
import { OpExecError } from '@ganeti/errors';
import type { Device } from '@ganeti/node-storage';

export interface Place {
  readonly vg: string;
  readonly lv: string;
  /** `vg/lv` */
  readonly name: string;
  readonly path: string;
}

const allowed = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}$/;

/** Throws OpExecError for a device that is none of LVM's. */
export function placeOf(device: Device): Place {
  if (!device.plain) {
    throw new OpExecError(`Disk ${device.uuid || device.name} of type ${device.dev_type} names no volume group and volume; its description is damaged`);
  }
  const { vg, lv } = device.plain;
  for (const name of [vg, lv]) {
    if (!allowed.test(name) || name === '.' || name === '..') {
      throw new OpExecError(`"${name}" cannot be the name of a volume or volume group: letters, digits and + _ . - are allowed, at most 127, not beginning with -`);
    }
  }
  return { vg, lv, name: `${vg}/${lv}`, path: `/dev/${vg}/${lv}` };
}

/** Prefix of the tag that tells whose volume it is. */
export const ownerPrefix = 'originstname+';

/** A text as a tag: what LVM does not allow becomes an underscore. */
export function tagOf(info: string): string {
  return info.replaceAll(/[^A-Za-z0-9_+.\-/=!:&#]/g, '_').slice(0, 1024);
}
