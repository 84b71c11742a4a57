import { OpPrereqError, TagError } from '@ganeti/errors';

export const MAX_TAGS_PER_OBJECT = 4096;
export const MAX_TAG_LENGTH = 128;

/** Throws TagError. */
export function validateTag(tag: string): void {
  if (tag === '') throw new TagError('A tag cannot be empty');
  if (tag.length > MAX_TAG_LENGTH) {
    throw new TagError(
      `Tag "${tag.slice(0, 20)}…" is too long: ${tag.length} characters, at most ${MAX_TAG_LENGTH} are allowed`,
    );
  }
  if (!/^[A-Za-z0-9_.+*/:@-]+$/.test(tag)) {
    throw new TagError(`Tag "${tag}" contains invalid characters; letters, digits and . + * / : @ - _ are allowed`);
  }
}

/** The tags of an object after adding some: sorted, each once. Throws TagError. */
export function withTags(tags: readonly string[], added: readonly string[]): string[] {
  added.forEach(validateTag);
  const all = [...new Set([...tags, ...added])].sort();
  if (all.length > MAX_TAGS_PER_OBJECT) {
    throw new TagError(`An object can have ${MAX_TAGS_PER_OBJECT} tags; this would make ${all.length}`);
  }
  return all;
}

/** The tags of an object after removing some. Throws TagError, or OpPrereqError (unknown_entity) when it does not have them all. */
export function withoutTags(tags: readonly string[], removed: readonly string[]): string[] {
  removed.forEach(validateTag);
  const has = new Set(tags);
  const missing = removed.filter((tag) => !has.has(tag));
  if (missing.length > 0) {
    const names = [...new Set(missing)].sort().map((tag) => `'${tag}'`);
    throw new OpPrereqError(`Tag(s) ${names.join(', ')} not found: the object does not have them`, 'unknown_entity');
  }
  const gone = new Set(removed);
  return tags.filter((tag) => !gone.has(tag));
}
