/** Disk parameters of mirrors as options of drbdsetup(8). Rates are KiB/s, c-plan-ahead and c-delay-target tenths of a second. */
import { OpExecError } from '@ganeti/errors';
import { flagParam, numberParam, textParam, type Device } from '@ganeti/node-storage';

/** Letters of `disk-barriers`, each switching one safeguard off. */
const barriers: Readonly<Record<string, string>> = { b: '--disk-barrier=no', d: '--disk-drain=no', f: '--disk-flushes=no' };

export function diskOptions(device: Device): string[] {
  const off = Object.entries(barriers).flatMap(([letter, option]) => (textParam(device, 'disk-barriers', 'n').includes(letter) ? [option] : []));
  const meta = flagParam(device, 'meta-barriers', false) ? ['--md-flushes=no'] : [];
  return withCustom(['--on-io-error=detach', ...off, ...meta], device, 'disk-custom');
}

/** How fast it syncs: at a rate that follows the link, or at a fixed one. */
export function syncOptions(device: Device): string[] {
  if (!flagParam(device, 'dynamic-resync', false)) return ['--c-plan-ahead=0', `--resync-rate=${numberParam(device, 'resync-rate', 61_440)}`];
  const standard = { 'c-plan-ahead': 20, 'c-delay-target': 1, 'c-fill-target': 0, 'c-max-rate': 61_440, 'c-min-rate': 4096 };
  return Object.entries(standard).map(([name, value]) => `--${name}=${numberParam(device, name, value)}`);
}

/**
 * Split brain is resolved by itself only where nothing is lost: one end has written nothing, or the rules agree that the secondary is the
 * victim of changes it never made.
 */
export function netOptions(device: Device, secret: string, dualPrimary: boolean): string[] {
  const protocol = textParam(device, 'protocol', 'C');
  if (dualPrimary && protocol !== 'C') {
    throw new OpExecError(`Two primaries need protocol C, but disk parameter protocol of ${device.uuid} is ${protocol}; change it (gnt cluster modify -D drbd:protocol=C) or do not migrate live`);
  }
  const standard = ['--after-sb-0pri=discard-zero-changes', '--after-sb-1pri=consensus', '--verify-alg=md5'];
  return [
    ...withCustom([`--protocol=${protocol}`, ...standard], device, 'net-custom'),
    ...(secret === '' ? [] : ['--cram-hmac-alg=md5', `--shared-secret=${secret}`]),
    ...(dualPrimary ? ['--allow-two-primaries=yes'] : []),
  ];
}

/** The administrator's own options, which take the place of ours of the same name. */
function withCustom(ours: readonly string[], device: Device, name: string): string[] {
  const theirs = splitWords(textParam(device, name, ''), name);
  const names = new Set(theirs.map(nameOf));
  return [...ours.filter((option) => !names.has(nameOf(option))), ...theirs];
}
const nameOf = (option: string): string => option.split('=')[0] ?? option;

/** Words as an administrator writes them, with quotes around blanks. No shell ever sees them. */
export function splitWords(text: string, what: string): string[] {
  const words: string[] = [];
  const pattern = /\s+|((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)|./gs;
  for (const [whole, word] of text.matchAll(pattern)) {
    if (word !== undefined) words.push(word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_, plain?: string, double?: string, single?: string) => plain ?? single ?? double?.replace(/\\(.)/gs, '$1') ?? ''));
    else if (whole.trim() !== '') throw new OpExecError(`Disk parameter ${what} cannot be read: "${text}" has a quote without an end`);
  }
  return words;
}
