/** Patterns of names as shells know them: * stands for any text, ? for one character. */

export const isGlob = (text: string): boolean => /[*?]/.test(text);

export function globToRegex(glob: string): string {
  const inside = [...glob].map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.|+()[\]{}]/, '\\$&'))).join('');
  return `^${inside}$`;
}
