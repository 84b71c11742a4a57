/** All scenarios, in order. */
import type { Step } from './step';
import { step as away } from './steps/away';
import { step as create } from './steps/create';
import { step as cutOff } from './steps/cut-off';
import { step as exportImport } from './steps/export-import';
import { step as firstNode } from './steps/first-node';
import { step as grow } from './steps/grow';
import { step as install } from './steps/install';
import { step as join } from './steps/join';
import { step as kill } from './steps/kill';
import { step as migrate } from './steps/migrate';
import { step as reboot } from './steps/reboot';
import { step as remove } from './steps/remove';
import { step as replaceDisks } from './steps/replace-disks';
import { step as upgrade } from './steps/upgrade';

export const steps: Readonly<Record<string, Step>> = {
  install,
  'first-node': firstNode,
  join,
  create,
  migrate,
  grow,
  kill,
  'export-import': exportImport,
  'replace-disks': replaceDisks,
  'cut-off': cutOff,
  reboot,
  upgrade,
  remove,
  away,
};
