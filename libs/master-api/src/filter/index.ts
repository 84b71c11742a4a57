export { parseFilterText } from './parse';
export { printFilter } from './print';
export { wantedFrom, type Wanted } from './names';
