/**
 * The locks of one level.
 *
 * A request is granted as a whole, when it conflicts neither with what others hold nor with any request that is served
 * earlier. So a request for many names cannot be overtaken for ever by requests for single ones, and readers that wait behind
 * a writer stay behind it.
 *
 * Whoever leaves (gives back, stops waiting, moves back in line) can only have held up those who wait for the same names, or
 * for the whole level. Each name therefore has its own lines, and only their heads are looked at again.
 */
import type { LevelRequest, LockMode, LockOwner } from './locks';
import { before, WaitingLine, type Ordered } from './waiting-line';

/** What an owner holds of this level. */
export type Holding = NamesHolding | AllHolding;
export interface NamesHolding {
  readonly all: false;
  readonly owner: LockOwner;
  readonly names: Map<string, LockMode>;
}
export interface AllHolding {
  readonly all: true;
  readonly owner: LockOwner;
  mode: LockMode;
  /** Names given back (null) or held in another mode. */
  readonly except: Map<string, LockMode | null>;
}

/** A request in line. */
export interface Waiter extends Ordered {
  readonly owner: LockOwner;
  readonly names: readonly string[] | 'all';
  readonly mode: LockMode;
  readonly granted: (holding: Holding) => void;
}

type Lines = Record<LockMode, WaitingLine<Waiter>>;
const newLines = (): Lines => ({ shared: new WaitingLine<Waiter>(), exclusive: new WaitingLine<Waiter>() });

/** One name that is held or waited for; forgotten when it is neither. */
interface Name {
  exclusive: NamesHolding | null;
  readonly shared: Set<NamesHolding>;
  readonly lines: Lines;
}

/** How a list calls the whole level. */
const wholeLevel = '[lockset]';

export class Level {
  private readonly names = new Map<string, Name>();
  /** Those who hold the whole level. */
  private readonly wholes = new Set<AllHolding>();
  /** Those who wait for the whole level. */
  private readonly wholeLines = newLines();
  /** Everybody who waits. */
  private readonly lines = newLines();
  /** How many names are held in each mode: a request for the whole level conflicts with any. */
  private readonly heldNames: Record<LockMode, number> = { shared: 0, exclusive: 0 };

  /** Enters the line, and is granted at once when nothing conflicts. */
  request(waiter: Waiter): void {
    this.enter(waiter);
    this.tryGrant(waiter);
  }

  /** Stops waiting. */
  cancel(waiter: Waiter): void {
    this.leave(waiter);
    this.lookAgain(waiter.names);
  }

  reprioritise(waiter: Waiter, priority: number): void {
    this.leave(waiter);
    waiter.priority = priority;
    this.enter(waiter);
    this.tryGrant(waiter);
    this.lookAgain(waiter.names);
  }

  /** Hold without waiting; false: somebody holds a part of it. */
  take(owner: LockOwner, request: LevelRequest, except: AllHolding['except'] = new Map()): Holding | null {
    if (!this.isFree(request.names, request.mode, except)) return null;
    return this.hold(owner, request.names, request.mode, except);
  }

  /** Add names in a mode to what is held, without waiting. */
  takeMore(holding: NamesHolding, names: readonly string[], mode: LockMode): boolean {
    if (!this.isFree(names, mode, new Map())) return false;
    for (const name of names) this.holdName(holding, name, mode);
    return true;
  }

  /** Gives back names (default: everything). */
  release(holding: Holding, names: readonly string[] | 'all'): void {
    if (holding.all) {
      if (names === 'all') this.wholes.delete(holding);
      else for (const name of names) holding.except.set(name, null);
      this.lookAgain(names);
      return;
    }
    const given = (names === 'all' ? [...holding.names.keys()] : names).filter((name) => this.drop(holding, name));
    this.lookAgain(given);
  }

  downgrade(holding: Holding, names: readonly string[] | 'all'): void {
    if (holding.all) {
      if (holding.mode === 'shared') return;
      if (names === 'all') {
        holding.mode = 'shared';
        for (const [name, mode] of holding.except) if (mode === 'shared') holding.except.delete(name);
      } else {
        for (const name of names) if (holding.except.get(name) !== null) holding.except.set(name, 'shared');
      }
      this.lookAgain(names);
      return;
    }
    const changed = (names === 'all' ? [...holding.names.keys()] : names).filter((name) => {
      if (holding.names.get(name) !== 'exclusive') return false;
      this.drop(holding, name);
      this.holdName(holding, name, 'shared');
      return true;
    });
    this.lookAgain(changed);
  }

  /** Names that are held or waited for; the whole level is called `wholeLevel`. */
  *list(): Iterable<{ name: string; mode: LockMode | null; owners: LockOwner[]; pending: Waiter[] }> {
    const inLine = (lines: Lines): Waiter[] =>
      [...lines.shared, ...lines.exclusive].sort((a, b) => (before(a, b) ? -1 : 1));
    const wholes = [...this.wholes];
    const pending = inLine(this.wholeLines);
    if (wholes.length > 0 || pending.length > 0) {
      yield { name: wholeLevel, mode: wholes[0]?.mode ?? null, owners: wholes.map((whole) => whole.owner), pending };
    }
    for (const [name, { exclusive, shared, lines }] of this.names) {
      const holders = exclusive === null ? [...shared] : [exclusive];
      const mode = exclusive !== null ? 'exclusive' : shared.size > 0 ? 'shared' : null;
      yield { name, mode, owners: holders.map((holder) => holder.owner), pending: inLine(lines) };
    }
  }

  private name(name: string): Name {
    let state = this.names.get(name);
    if (state === undefined) this.names.set(name, (state = { exclusive: null, shared: new Set(), lines: newLines() }));
    return state;
  }

  private forgetIfIdle(name: string): void {
    const state = this.names.get(name);
    if (state === undefined || state.exclusive !== null || state.shared.size > 0) return;
    if (state.lines.shared.length === 0 && state.lines.exclusive.length === 0) this.names.delete(name);
  }

  private enter(waiter: Waiter): void {
    this.lines[waiter.mode].enter(waiter);
    if (waiter.names === 'all') this.wholeLines[waiter.mode].enter(waiter);
    else for (const name of waiter.names) this.name(name).lines[waiter.mode].enter(waiter);
  }

  private leave(waiter: Waiter): void {
    this.lines[waiter.mode].leave(waiter);
    if (waiter.names === 'all') this.wholeLines[waiter.mode].leave(waiter);
    else {
      for (const name of waiter.names) {
        this.names.get(name)?.lines[waiter.mode].leave(waiter);
        this.forgetIfIdle(name);
      }
    }
  }

  private tryGrant(waiter: Waiter): boolean {
    if (!this.isFree(waiter.names, waiter.mode, new Map()) || this.isBehind(waiter)) return false;
    this.leave(waiter);
    waiter.granted(this.hold(waiter.owner, waiter.names, waiter.mode, new Map()));
    return true;
  }

  /** Whether somebody earlier in line wants something that conflicts. */
  private isBehind(waiter: Waiter): boolean {
    const earlier = (lines: Lines): boolean => {
      const { first: writer } = lines.exclusive;
      if (writer !== undefined && before(writer, waiter)) return true;
      const { first: reader } = lines.shared;
      return waiter.mode === 'exclusive' && reader !== undefined && before(reader, waiter);
    };
    if (waiter.names === 'all') return earlier(this.lines);
    return earlier(this.wholeLines) || waiter.names.some((name) => earlier(this.name(name).lines));
  }

  /** Whether no holder conflicts. */
  private isFree(names: readonly string[] | 'all', mode: LockMode, except: AllHolding['except']): boolean {
    if (names === 'all') return except.size > 0 ? this.isFreeBut(mode, except) : this.isLevelFree(mode);
    for (const name of names) {
      for (const whole of this.wholes) {
        const held = whole.except.has(name) ? whole.except.get(name) : whole.mode;
        if (held === 'exclusive' || (held === 'shared' && mode === 'exclusive')) return false;
      }
      const state = this.names.get(name);
      if (state === undefined) continue;
      if (state.exclusive !== null || (mode === 'exclusive' && state.shared.size > 0)) return false;
    }
    return true;
  }

  private isLevelFree(mode: LockMode): boolean {
    if (this.heldNames.exclusive > 0 || (mode === 'exclusive' && this.heldNames.shared > 0)) return false;
    for (const whole of this.wholes) {
      if (mode === 'exclusive' || whole.mode === 'exclusive') return false;
    }
    return true;
  }

  /** Only after a restart: a whole level of which names had been given back. */
  private isFreeBut(mode: LockMode, except: AllHolding['except']): boolean {
    for (const [name, state] of this.names) {
      const wanted = except.has(name) ? except.get(name) : mode;
      if (wanted === null) continue;
      if (state.exclusive !== null || (wanted === 'exclusive' && state.shared.size > 0)) return false;
    }
    return ![...this.wholes].some((whole) => mode === 'exclusive' || whole.mode === 'exclusive');
  }

  private hold(
    owner: LockOwner,
    names: readonly string[] | 'all',
    mode: LockMode,
    except: AllHolding['except'],
  ): Holding {
    if (names === 'all') {
      const whole: AllHolding = { all: true, owner, mode, except };
      this.wholes.add(whole);
      return whole;
    }
    const holding: NamesHolding = { all: false, owner, names: new Map() };
    for (const name of names) this.holdName(holding, name, mode);
    return holding;
  }

  private holdName(holding: NamesHolding, name: string, mode: LockMode): void {
    const state = this.name(name);
    if (mode === 'exclusive') state.exclusive = holding;
    else state.shared.add(holding);
    holding.names.set(name, mode);
    this.heldNames[mode] += 1;
  }

  private drop(holding: NamesHolding, name: string): boolean {
    const mode = holding.names.get(name);
    if (mode === undefined) return false;
    const state = this.name(name);
    if (mode === 'exclusive') state.exclusive = null;
    else state.shared.delete(holding);
    holding.names.delete(name);
    this.heldNames[mode] -= 1;
    this.forgetIfIdle(name);
    return true;
  }

  /** Grant what has become possible after something about these names has changed. */
  private lookAgain(names: readonly string[] | 'all'): void {
    if (names === 'all') {
      const everybody = [...this.lines.shared, ...this.lines.exclusive].sort((a, b) => (before(a, b) ? -1 : 1));
      for (const waiter of everybody) this.tryGrant(waiter);
      return;
    }
    this.lookAtHeads(this.wholeLines);
    for (const name of names) {
      const state = this.names.get(name);
      if (state !== undefined) this.lookAtHeads(state.lines);
    }
  }

  /** Only the first writer, or the readers before it, can be granted. */
  private lookAtHeads(lines: Lines): void {
    const writer = lines.exclusive.first;
    const readers: Waiter[] = [];
    for (const reader of lines.shared) {
      if (writer !== undefined && before(writer, reader)) break;
      readers.push(reader);
    }
    for (const reader of readers) this.tryGrant(reader);
    if (writer !== undefined && readers.length === 0) this.tryGrant(writer);
  }
}
