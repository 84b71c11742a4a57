/** Nested information (`info` commands) as indented text that is easy to read and valid enough YAML to be parsed. */

export type Tree = string | number | boolean | null | readonly Tree[] | { readonly [key: string]: Tree };

/** Lines of a tree. Lists of objects become `- ` items; empty ones show as nothing after the colon. */
export function formatTree(tree: Tree, indent = ''): string[] {
  if (Array.isArray(tree)) {
    return (tree as readonly Tree[]).flatMap((item) => {
      const [first = '', ...rest] = formatTree(item, `${indent}  `);
      return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
    });
  }
  if (isLeaf(tree)) return [`${indent}${leafText(tree)}`];
  return Object.entries(tree as { readonly [key: string]: Tree }).flatMap(([key, value]) => {
    if (isLeaf(value)) return [`${indent}${key}: ${leafText(value)}`];
    return [`${indent}${key}:`, ...formatTree(value, `${indent}  `)];
  });
}

function isLeaf(tree: Tree): tree is string | number | boolean | null {
  return tree === null || typeof tree !== 'object';
}

function leafText(value: string | number | boolean | null): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  return String(value);
}
