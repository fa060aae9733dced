/** A source of numbers that gives the same ones for the same seed. */
export interface Random {
  /** A whole number from 0 below `end`. */
  readonly below: (end: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
  /** So many different ones. */
  readonly some: <Item>(items: readonly Item[], count: number) => readonly Item[]
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough to vary an example. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const some = <Item>(items: readonly Item[], count: number): readonly Item[] => {
    const left = [...items]
    return Array.from({ length: count }, () => left.splice(below(left.length), 1)).flat()
  }
  return { below, pick, some }
}

/** The day so many days later. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The moment so many minutes later. */
export function plusMinutes(time: string, minutes: number): string {
  return `${new Date(Date.parse(time) + minutes * 60_000).toISOString().slice(0, 19)}Z`
}

/** A moment in working hours of the next working day from a day on. */
export function workTime(random: Random, day: string): string {
  const weekday = new Date(day).getUTCDay()
  const working = plusDays(day, weekday === 6 ? 2 : weekday === 0 ? 1 : 0)
  return plusMinutes(`${working}T07:00:00Z`, random.below(9 * 60))
}
