export { Unusable } from './findings';
export { planImport, type ImportPlan } from './plan';
export { reportOf } from './report';
export { bundleDir, takeOver } from './take-over';
