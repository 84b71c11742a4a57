/** What an answer must never show: how the program looks inside. */

/** In no answer at all. */
const anywhere: readonly (readonly [RegExp, string])[] = [
  [/(\n|\\n)\s*at .+:\d+:\d+/, 'a stack trace'],
  [/\(?(file:\/\/)?\/[^\s"]+\.(ts|mjs|cjs|js):\d+/, 'a place in the source'],
  [/node_modules|node:internal|internal\/(process|modules|streams)/, 'a part of Node.js'],
  [/\b(TypeError|RangeError|ReferenceError|SyntaxError|EvalError|URIError|AggregateError|AssertionError|ZodError|SqliteError|DOMException|InternalError)\b/, 'an error class of the runtime'],
  [/Cannot read propert|is not a function|is not iterable|is not defined\b|Cannot convert undefined|Maximum call stack|Invalid array length|Unexpected (token|end of JSON)|\[object Object\]/, 'an error text of the runtime'],
  [/\bSQLITE_[A-Z]+|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bUPDATE\b.+\bSET\b|\bDELETE FROM\b|no such table|UNIQUE constraint/, 'SQL'],
  [/\b\d+ [A-Z_]+: .*(grpc|channel|subchannel)|\bERR_[A-Z_]{4,}\b|\bE(CONNREFUSED|CONNRESET|PIPE|NOENT|ACCES|INVAL)\b/, 'an error code of the runtime'],
];

/** `places`: absolute directories of this machine; they may stand in lists (where OS definitions lie), but in no refusal. */
export function leakIn(status: number, body: string, asked: string, places: readonly string[]): string | null {
  for (const [pattern, what] of anywhere) {
    const found = pattern.exec(body)?.[0];
    // What the request itself said may come back.
    if (found !== undefined && !asked.includes(found)) return `shows ${what}: ${found.slice(0, 200)}`;
  }
  const place = status >= 400 ? places.find((each) => body.includes(each)) : undefined;
  return place === undefined ? null : `shows a directory of this machine: ${place}`;
}
