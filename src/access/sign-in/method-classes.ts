import { type Combination, MODES } from './methods.ts'

/** Sets of modes that no policy and no requirement can tell apart. */
export interface MethodClass {
  /** The most believable set of the class. */
  readonly modes: readonly string[]
}

/** The classes of the method dimension. */
export interface MethodClasses {
  readonly classes: readonly MethodClass[]
  /** Number of the class of every set of modes; the set is a bit mask over `modes`. */
  readonly classOf: Uint16Array
  readonly modes: readonly string[]
  /** Places of the classes whose sets contain one of the combinations; only of those the classes were made for. */
  readonly meeting: (combinations: readonly Combination[]) => readonly number[]
  /** Place of the class that is a password alone and nothing else. */
  readonly passwordAlone: number
}

/**
 * Divides the sets of modes (access.md §2, method: a person may use several) by whether they contain a combination of
 * each of the given lists, and by whether they are a password alone.
 */
export function methodClasses(
  lists: readonly (readonly Combination[])[],
  modes: readonly string[] = MODES,
): MethodClasses {
  const bit = new Map(modes.map((mode, place) => [mode, 1 << place]))
  const maskOf = (combination: Combination): number | undefined => {
    const bits = combination.map((mode) => bit.get(mode))
    return bits.includes(undefined) ? undefined : bits.reduce<number>((mask, one) => mask | (one ?? 0), 0)
  }
  const masksOf = (list: readonly Combination[]): readonly number[] =>
    list.map(maskOf).filter((mask) => mask !== undefined)
  const known = new Map<string, readonly number[]>()
  for (const list of lists) known.set(keyOf(list), masksOf(list))
  const predicates = [...known.values()]
  const password = bit.get('password') ?? 0
  const places = new Map<string, number>()
  const best: { mask: number; cost: number }[] = []
  const classOf = new Uint16Array(1 << modes.length)
  const costs = modes.map((mode, place) => (mode === 'password' ? -3 : 4 + place))
  for (let set = 0; set < classOf.length; set++) {
    const key =
      predicates.map((masks) => (masks.some((mask) => (set & mask) === mask) ? '1' : '0')).join('') +
      (set === password ? '1' : '0')
    const cost = costs.reduce((sum, one, place) => (set & (1 << place) ? sum + one : sum), 0)
    const place = places.get(key)
    if (place === undefined) {
      places.set(key, best.length)
      classOf[set] = best.length
      best.push({ mask: set, cost })
      continue
    }
    classOf[set] = place
    const current = best[place]
    if (current && cost < current.cost) best[place] = { mask: set, cost }
  }
  const classes = best.map(({ mask }) => ({ modes: modes.filter((_, place) => mask & (1 << place)) }))
  return {
    classes,
    classOf,
    modes,
    meeting: (combinations) => {
      const masks = known.get(keyOf(combinations))
      if (masks === undefined) throw new Error('the method classes were not made for these combinations')
      return best.flatMap(({ mask: set }, place) => (masks.some((mask) => (set & mask) === mask) ? [place] : []))
    },
    passwordAlone: classOf[password] ?? 0,
  }
}

function keyOf(list: readonly Combination[]): string {
  return list
    .map((combination) => [...combination].sort().join('+'))
    .sort()
    .join(' ')
}
