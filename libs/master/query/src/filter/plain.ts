/** A filter over values of no fixed kind, such as the parameters of any opcode. */
import type { Json } from '@ganeti/objects';
import { compare, isTrue } from './compile';
import type { Filter, Operand } from './parse';
import { compilePattern } from './pattern';

/** The value of a field; undefined: there is none. */
export type Values = (field: string) => Json | undefined;

/** A value that is missing or of another kind than what it is compared with equals nothing, is in no order and matches nothing. */
export function plainTest(filter: Filter): (values: Values) => boolean {
  switch (filter.type) {
    case 'and': {
      const tests = filter.of.map(plainTest);
      return (values) => tests.every((test) => test(values));
    }
    case 'or': {
      const tests = filter.of.map(plainTest);
      return (values) => tests.some((test) => test(values));
    }
    case 'not': {
      const test = plainTest(filter.of);
      return (values) => !test(values);
    }
    case 'true':
      return (values) => isTrue(values(filter.field) ?? null);
    case 'compare': {
      const { field, operator, value } = filter;
      return (values) => {
        const found = values(field);
        return typeof found === typeof value ? compare(operator, found as Operand, value, false) : operator === '!=';
      };
    }
    case 'match': {
      const matches = compilePattern(filter.pattern);
      return (values) => {
        const found = values(filter.field);
        return typeof found === 'string' && matches(found);
      };
    }
    case 'contains':
      return (values) => {
        const found = values(filter.field);
        return Array.isArray(found) && found.includes(filter.value);
      };
  }
}
