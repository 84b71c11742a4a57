/**
 * Regular expressions of filters. They come from clients and are tried on thousands of values, so they are matched in linear
 * time (RE2): no pattern can hold the process up. In return there is no looking around and no going back to groups.
 */
import { RE2JS } from 're2js';

/** Answers whether the pattern is found anywhere in a text. Throws with the reason when it cannot be understood. */
export function compilePattern(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.matcher(text).find();
}
