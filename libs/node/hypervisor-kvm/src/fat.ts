/**
 * A small FAT12 volume with a few files in its root directory, long names included.
 * Format: Microsoft's "FAT File System Specification" (2000); structures are named as there.
 */
export interface FatFile {
  /** At most 255 characters of ASCII. */
  readonly name: string;
  readonly content: Buffer;
}

const SECTOR = 512;
const CLUSTER_SECTORS = 4;
const CLUSTER = SECTOR * CLUSTER_SECTORS;
const RESERVED = 1;
const FAT_SECTORS = 3;
const ROOT_ENTRIES = 112;
const ROOT_SECTORS = (ROOT_ENTRIES * 32) / SECTOR;
/** 1 MiB. */
const TOTAL_SECTORS = 2048;
const DATA_AT = (RESERVED + 2 * FAT_SECTORS + ROOT_SECTORS) * SECTOR;
const END_OF_CHAIN = 0xfff;
/** 1 January 2020 */
const DATE = ((2020 - 1980) << 9) | (1 << 5) | 1;

/** `label`: at most 11 characters. Throws a RangeError when the files do not fit into one MiB. */
export function fatImage(label: string, files: readonly FatFile[]): Buffer {
  const image = Buffer.alloc(TOTAL_SECTORS * SECTOR);
  bootSector(label).copy(image);
  const fat: number[] = [0xff8, END_OF_CHAIN];
  const entries: Buffer[] = [entry(label.padEnd(11), 0x08, 0, 0)];
  for (const [index, { name, content }] of files.entries()) {
    const first = content.length === 0 ? 0 : fat.length;
    const clusters = Math.ceil(content.length / CLUSTER);
    for (let at = 0; at < clusters; at += 1) fat.push(at === clusters - 1 ? END_OF_CHAIN : fat.length + 1);
    const start = DATA_AT + (first - 2) * CLUSTER;
    if (start + content.length > image.length) throw new RangeError(`The files do not fit on a disk of ${image.length} bytes`);
    content.copy(image, start);
    const short = `FILE${index}`.padEnd(11);
    entries.push(...longName(name, short), entry(short, 0x20, first, content.length));
  }
  const table = encodeFat(fat);
  for (let copy = 0; copy < 2; copy += 1) table.copy(image, (RESERVED + copy * FAT_SECTORS) * SECTOR);
  Buffer.concat(entries).copy(image, (RESERVED + 2 * FAT_SECTORS) * SECTOR);
  return image;
}

function bootSector(label: string): Buffer {
  const sector = Buffer.alloc(SECTOR);
  sector.write('eb3c90', 'hex');
  sector.write('GANETI  ', 3, 'latin1');
  sector.writeUInt16LE(SECTOR, 11);
  sector.writeUInt8(CLUSTER_SECTORS, 13);
  sector.writeUInt16LE(RESERVED, 14);
  sector.writeUInt8(2, 16);
  sector.writeUInt16LE(ROOT_ENTRIES, 17);
  sector.writeUInt16LE(TOTAL_SECTORS, 19);
  sector.writeUInt8(0xf8, 21);
  sector.writeUInt16LE(FAT_SECTORS, 22);
  sector.writeUInt16LE(32, 24);
  sector.writeUInt16LE(2, 26);
  sector.writeUInt8(0x80, 36);
  sector.writeUInt8(0x29, 38);
  sector.writeUInt32LE(0x20200101, 39);
  sector.write(label.padEnd(11), 43, 'latin1');
  sector.write('FAT12   ', 54, 'latin1');
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

function entry(name: string, attributes: number, cluster: number, size: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write(name, 0, 11, 'latin1');
  bytes.writeUInt8(attributes, 11);
  bytes.writeUInt16LE(DATE, 16);
  bytes.writeUInt16LE(DATE, 18);
  bytes.writeUInt16LE(DATE, 24);
  bytes.writeUInt16LE(cluster, 26);
  bytes.writeUInt32LE(size, 28);
  return bytes;
}

/** Places of a name's characters in an entry, thirteen in each. */
const LETTERS = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];

/** The entries of a long name, last part first. */
function longName(name: string, short: string): Buffer[] {
  const sum = [...Buffer.from(short, 'latin1')].reduce((total, byte) => (((total & 1) << 7) + (total >> 1) + byte) & 0xff, 0);
  const parts = Math.ceil(name.length / LETTERS.length);
  return Array.from({ length: parts }, (_, index) => {
    const part = parts - index;
    const bytes = Buffer.alloc(32);
    bytes.writeUInt8(part | (index === 0 ? 0x40 : 0), 0);
    bytes.writeUInt8(0x0f, 11);
    bytes.writeUInt8(sum, 13);
    for (const [letter, at] of LETTERS.entries()) {
      const place = (part - 1) * LETTERS.length + letter;
      // A null ends the name, ones fill the rest.
      bytes.writeUInt16LE(place < name.length ? name.charCodeAt(place) : place === name.length ? 0 : 0xffff, at);
    }
    return bytes;
  });
}

/** Twelve bits for each cluster. */
function encodeFat(fat: readonly number[]): Buffer {
  const bytes = Buffer.alloc(FAT_SECTORS * SECTOR);
  for (const [index, value] of fat.entries()) {
    const at = Math.floor((index * 3) / 2);
    const pair = bytes.readUInt16LE(at);
    bytes.writeUInt16LE(index % 2 === 0 ? (pair & 0xf000) | value : (pair & 0x000f) | (value << 4), at);
  }
  return bytes;
}
