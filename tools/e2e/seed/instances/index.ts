/** S-081 to S-137: instances. */
import type { Area } from '../seed';
import { instancesChanges } from './changes';
import { instancesCollection } from './collection';
import { instancesDisks } from './disks';
import { instancesOne } from './one';
import { instancesRunning } from './running';

export const instances: Area = { ...instancesCollection, ...instancesOne, ...instancesRunning, ...instancesDisks, ...instancesChanges };
