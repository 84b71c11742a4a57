/** A guest small enough to be kept as text: see boot.s, which it is made from (boot-guest.spec.ts compares). */

/** Machine code, hexadecimal. */
const CODE = [
  'fa31c08ed88ec08ed0bc007cfcfb8816ea00ba0206b80001ef66bf000000806689f8e8b400663df41a021074126681c7000800006681ff00',
  '00018072e2eb0d67668d4710e8920024fca3e800b80102e87800b053e88c0066ff060080b80103e86800b02e7302b045e878008b16e80085',
  'd2740a83c21466ed83c20466efba10ae6631c066efb20466ed67668d58016683fb017604b20866efba0006eda90001751abafd03eca80174',
  '0fb2f8ec3c71740b3c727504b0fee664f4eb9cb050e82300ba0406b80020eff4ebfdb90200b6008a16ea00bb0080cd13c3baf80c66efb2fc',
  '66edc3baf803eec3',
].join('');

/** The sector a machine boots from. */
export function bootSector(): Buffer {
  const sector = Buffer.alloc(512);
  sector.write(CODE, 'hex');
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

/** How far it has counted; `disk`: at least the first two sectors of its disk. */
export const countOf = (disk: Buffer): number => disk.readUInt32LE(512);
