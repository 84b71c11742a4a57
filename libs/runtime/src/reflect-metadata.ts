/**
 * The few functions of the reflect-metadata proposal that the container inside @peculiar/x509 asks for when it is loaded.
 * Must have run before that library is imported; see tls.ts.
 */
interface MetadataReflect {
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
}

export function installReflectMetadata(): void {
  const reflect = Reflect as MetadataReflect;
  if (reflect.getMetadata !== undefined) return;
  const stored = new WeakMap<object, Map<unknown, unknown>>();
  reflect.getOwnMetadata = (key, target) => stored.get(target)?.get(key);
  reflect.getMetadata = (key, target) => {
    for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      const own = stored.get(at);
      if (own?.has(key)) return own.get(key);
    }
    return undefined;
  };
  reflect.defineMetadata = (key, value, target) => {
    const own = stored.get(target) ?? new Map<unknown, unknown>();
    own.set(key, value);
    stored.set(target, own);
  };
}
