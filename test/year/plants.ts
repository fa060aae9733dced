import type { Planted } from './bed.ts'
import type { Year } from './model.ts'
import { CHANGES } from './plants-change.ts'
import { OPERATION } from './plants-operation.ts'
import { REFUSED } from './plants-refused.ts'
import type { Random } from './random.ts'

/** Puts every kind of irregularity into the year once, each about something else. */
export function plantAll(year: Year, random: Random): readonly Planted[] {
  const taken = new Set<string>()
  const take = <Item>(items: readonly Item[], key: (item: Item) => string): Item => {
    const item = random.pick(items.filter((one) => !taken.has(key(one))))
    taken.add(key(item))
    return item
  }
  return Object.entries({ ...OPERATION, ...CHANGES, ...REFUSED }).map(([kind, plant]) => ({
    kind,
    ...plant({ year, random, take }),
  }))
}
