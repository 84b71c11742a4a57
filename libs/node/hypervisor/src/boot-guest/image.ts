/** A guest small enough to be kept as text: see boot.s, which it is made from (boot-guest.spec.ts compares). */

/** Machine code, hexadecimal. */
const CODE = [
  'fa31c08ed88ec08ed0bc007cfcfb8816147dba0206b80001ef66bf000000806689f8e8de00663df41a021074126681c7000800006681ff00',
  '00018072e2eb0d67668d4710e8bc0024fca3127db80102e8a200b053e8b60066ff060080b80103e89200722b803efd7d00742066a1008066',
  '25ff0300006683c00266a31d7db800438a16147dbe157dcd137204b02eeb02b045e879008b16127d85d2740a83c21466ed83c20466efba10',
  'ae6631c066efb20466ed67668d58016683fb017604b20866efba0006eda90001751bbafd03eca801740fb2f8ec3c71740c3c727504b0fee6',
  '64f4e972ffb050e82300ba0406b80020eff4ebfdb90200b6008a16147dbb0080cd13c3baf80c66efb2fc66edc3baf803eec3000000100001',
  '000080',
].join('');

/** Sectors of the journal, which begins at the third sector. */
const JOURNAL = 1024;

/** The sector a machine boots from. `journal`: it keeps one of its counts, so that lost writes can be seen; its disk has 1 MiB at least. */
export function bootSector({ journal = false } = {}): Buffer {
  const sector = Buffer.alloc(512);
  sector.write(CODE, 'hex');
  sector[509] = Number(journal);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

/** How far it has counted; `disk`: at least the first two sectors of its disk. */
export const countOf = (disk: Buffer): number => disk.readUInt32LE(512);

/** Counts that the journal lacks; `disk`: its first 1026 sectors. The last count may lack when it was stopped between two writes. */
export function missingCounts(disk: Buffer): number[] {
  const last = countOf(disk) - 1;
  const counts = Array.from({ length: Math.min(last, JOURNAL - 1) }, (_, back) => last - back);
  return counts.filter((count) => disk.readUInt32LE(512 * (2 + (count % JOURNAL))) !== count);
}
