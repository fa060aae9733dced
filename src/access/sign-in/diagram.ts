import { Results, UniqueNodes } from './node-tables.ts'

/** Reference to a node; equal sets over the same variables have equal references. */
export type Node = number

/** The empty set and the whole space. */
export const EMPTY: Node = 0
export const ALL: Node = 1

/** More nodes than the budget allows: the question stays open, it is never guessed (access.md §7). */
export class BudgetExceeded extends Error {
  readonly budget: number
  constructor(budget: number) {
    super(`the sign-in space needs more than ${budget} diagram nodes`)
    this.name = 'BudgetExceeded'
    this.budget = budget
  }
}

/** Fewer nodes than this: two references fit one exact integer. */
const KEY = 2 ** 26

/** Answers of `meets` that are kept. */
const REMEMBERED = 2_000_000

const AND = 0
const OR = 1
const WITHOUT = 2
type Operation = typeof AND | typeof OR | typeof WITHOUT

/**
 * Reduced, ordered, multi-valued decision diagrams over variables of fixed order and fixed finite domains. A variable
 * that does not matter is left out, and nodes are shared, so equal sets are one node: emptiness and equality are
 * comparisons of references.
 */
export class Diagrams {
  /** Number of values of each variable, in the order of the diagram. */
  readonly sizes: readonly number[]
  readonly #budget: number
  readonly #variable: number[]
  readonly #children: (readonly Node[])[]
  readonly #unique = new UniqueNodes()
  readonly #results = new Results()
  readonly #disjoint = new Set<number>()

  /** `budget`: the most nodes that may be made. */
  constructor(sizes: readonly number[], budget = 2_000_000) {
    this.sizes = sizes
    this.#budget = budget
    this.#variable = [sizes.length, sizes.length]
    this.#children = [[], []]
  }

  /** Nodes made so far, the two ends included. */
  get nodes(): number {
    return this.#children.length
  }

  /** The points whose value of the variable is one of the given. */
  values(variable: number, accepted: Iterable<number>): Node {
    const children = new Array<Node>(this.sizes[variable] ?? 0).fill(EMPTY)
    for (const value of accepted) children[value] = ALL
    return this.#node(variable, children)
  }

  and(a: Node, b: Node): Node {
    return a < b ? this.#apply(AND, a, b) : this.#apply(AND, b, a)
  }

  or(a: Node, b: Node): Node {
    return a < b ? this.#apply(OR, a, b) : this.#apply(OR, b, a)
  }

  /** The points of `a` that are not in `b`. */
  without(a: Node, b: Node): Node {
    return this.#apply(WITHOUT, a, b)
  }

  not(a: Node): Node {
    return this.without(ALL, a)
  }

  /** Whether two sets have a point in common; makes no node. */
  meets(a: Node, b: Node): boolean {
    const disjoint = this.#disjoint
    if (disjoint.size > REMEMBERED) disjoint.clear()
    const meet = (x: Node, y: Node): boolean => {
      if (x === EMPTY || y === EMPTY) return false
      if (x === ALL || y === ALL || x === y) return true
      const key = x < y ? x * KEY + y : y * KEY + x
      if (disjoint.has(key)) return false
      const [left, right] = [this.#variable[x] ?? 0, this.#variable[y] ?? 0]
      const variable = Math.min(left, right)
      const size = this.sizes[variable] ?? 0
      for (let value = 0; value < size; value++) {
        const nextX = left === variable ? (this.#children[x]?.[value] ?? EMPTY) : x
        const nextY = right === variable ? (this.#children[y]?.[value] ?? EMPTY) : y
        if (meet(nextX, nextY)) return true
      }
      disjoint.add(key)
      return false
    }
    return meet(a, b)
  }

  allOf(parts: Iterable<Node>): Node {
    let all = ALL
    for (const part of parts) all = this.and(all, part)
    return all
  }

  anyOf(parts: Iterable<Node>): Node {
    let any = EMPTY
    for (const part of parts) any = this.or(any, part)
    return any
  }

  /** Whether a point, given as one value for each variable, is in the set. */
  has(set: Node, point: readonly number[]): boolean {
    let node = set
    while (node > ALL) node = this.#children[node]?.[point[this.#variable[node] ?? 0] ?? 0] ?? EMPTY
    return node === ALL
  }

  /** Number of points in the set. */
  count(set: Node): bigint {
    const counts = new Map<Node, bigint>()
    const below = (node: Node): bigint => {
      if (node === EMPTY) return 0n
      if (node === ALL) return 1n
      const known = counts.get(node)
      if (known !== undefined) return known
      let sum = 0n
      for (const child of this.#children[node] ?? []) sum += below(child) * this.#skipped(node, child)
      counts.set(node, sum)
      return sum
    }
    return below(set) * this.#between(0, this.#variable[set] ?? 0)
  }

  /** The variables that the set depends on, ascending. */
  support(set: Node): readonly number[] {
    const found = new Set<number>()
    for (const node of this.#reachable([set])) found.add(this.#variable[node] ?? 0)
    return [...found].sort((a, b) => a - b)
  }

  /** For each variable the values that some point of one of the sets has; nothing where all of them are empty. */
  extent(...sets: readonly Node[]): readonly ReadonlySet<number>[] {
    const found = this.sizes.map(() => new Set<number>())
    const free = this.sizes.map(() => false)
    const skip = (from: number, to: number): void => {
      for (let variable = from; variable < to; variable++) free[variable] = true
    }
    const filled = sets.filter((set) => set !== EMPTY)
    for (const set of filled) skip(0, this.#variable[set] ?? 0)
    for (const node of this.#reachable(filled)) {
      const variable = this.#variable[node] ?? 0
      for (const [value, child] of (this.#children[node] ?? []).entries()) {
        if (child === EMPTY) continue
        found[variable]?.add(value)
        skip(variable + 1, this.#variable[child] ?? 0)
      }
    }
    return found.map((values, variable) =>
      free[variable] ? new Set(Array.from({ length: this.sizes[variable] ?? 0 }, (_, value) => value)) : values,
    )
  }

  /**
   * Finds the cheapest point of sets that are not empty: the sum of `cost(variable, value)` is least, and of equal sums
   * the lowest values of the first variables win. What was found out about one set is used for the next.
   */
  cheapest(
    cost: (variable: number, value: number) => number,
  ): (set: Node) => { readonly point: readonly number[]; readonly cost: number } {
    const costs = this.sizes.map((size, variable) => Array.from({ length: size }, (_, value) => cost(variable, value)))
    const costAt = (variable: number, value: number): number => costs[variable]?.[value] ?? 0
    const least = this.sizes.map((size, variable) => leastOf(size, (value) => costAt(variable, value)))
    const upTo = [0]
    for (const { cost: next } of least) upTo.push((upTo.at(-1) ?? 0) + next)
    const between = (from: number, to: number): number => (upTo[to] ?? 0) - (upTo[from] ?? 0)
    const best = new Map<Node, { cost: number; value: number }>()
    const solve = (node: Node): number => {
      if (node === EMPTY) return Number.POSITIVE_INFINITY
      if (node === ALL) return 0
      const known = best.get(node)
      if (known) return known.cost
      const variable = this.#variable[node] ?? 0
      const children = this.#children[node] ?? []
      const choice = leastOf(children.length, (value) => {
        const child = children[value] ?? EMPTY
        return costAt(variable, value) + solve(child) + between(variable + 1, this.#variable[child] ?? 0)
      })
      best.set(node, choice)
      return choice.cost
    }
    return (set) => {
      const total = solve(set) + between(0, this.#variable[set] ?? 0)
      const point = least.map(({ value }) => value)
      for (let node = set; node > ALL; ) {
        const value = best.get(node)?.value ?? 0
        point[this.#variable[node] ?? 0] = value
        node = this.#children[node]?.[value] ?? EMPTY
      }
      return { point, cost: total }
    }
  }

  /**
   * Which of the flags (variables of two values) are set in the points of a set: whether some point has none of them
   * set, and those flags that alone, with none of the others, are set in some point.
   */
  alone(sets: Iterable<Node>, flags: readonly number[]): { readonly none: boolean; readonly alone: readonly number[] } {
    const bit = new Map(flags.map((flag, place) => [flag, 1n << BigInt(place)]))
    const skipped = this.sizes.map(() => 0n)
    for (const flag of flags) skipped[flag] = bit.get(flag) ?? 0n
    const free = (from: number, to: number): bigint => skipped.slice(from, to).reduce((mask, one) => mask | one, 0n)
    const known = new Map<Node, { none: boolean; alone: bigint }>([
      [EMPTY, { none: false, alone: 0n }],
      [ALL, { none: true, alone: 0n }],
    ])
    const solve = (node: Node): { none: boolean; alone: bigint } => {
      const found = known.get(node)
      if (found) return found
      const variable = this.#variable[node] ?? 0
      const own = bit.get(variable)
      const result = { none: false, alone: 0n }
      for (const [value, child] of (this.#children[node] ?? []).entries()) {
        const below = solve(child)
        const passed = below.none ? free(variable + 1, this.#variable[child] ?? 0) : 0n
        if (own !== undefined && value === 1) {
          if (below.none) result.alone |= own
          continue
        }
        result.none ||= below.none
        result.alone |= below.alone | passed
      }
      known.set(node, result)
      return result
    }
    let none = false
    let mask = 0n
    for (const set of sets) {
      const whole = solve(set)
      none ||= whole.none
      mask |= whole.alone | (whole.none ? free(0, this.#variable[set] ?? 0) : 0n)
    }
    return { none, alone: flags.filter((flag) => mask & (bit.get(flag) ?? 0n)) }
  }

  /** The variable and the children of an inner node, for walks of one's own. */
  inner(node: Node): { readonly variable: number; readonly children: readonly Node[] } {
    return { variable: this.#variable[node] ?? 0, children: this.#children[node] ?? [] }
  }

  #reachable(sets: readonly Node[]): ReadonlySet<Node> {
    const seen = new Set<Node>()
    const queue = [...sets]
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (node <= ALL || seen.has(node)) continue
      seen.add(node)
      for (const child of this.#children[node] ?? []) queue.push(child)
    }
    return seen
  }

  #skipped(node: Node, child: Node): bigint {
    return child === EMPTY ? 0n : this.#between((this.#variable[node] ?? 0) + 1, this.#variable[child] ?? 0)
  }

  #between(from: number, to: number): bigint {
    let product = 1n
    for (let variable = from; variable < to; variable++) product *= BigInt(this.sizes[variable] ?? 1)
    return product
  }

  #apply(operation: Operation, a: Node, b: Node): Node {
    const end = terminal(operation, a, b)
    if (end !== undefined) return end
    const known = this.#results.get(operation, a, b)
    if (known >= 0) return known
    const [left, right] = [this.#variable[a] ?? 0, this.#variable[b] ?? 0]
    const variable = Math.min(left, right)
    const ofA = left === variable ? this.#children[a] : undefined
    const ofB = right === variable ? this.#children[b] : undefined
    const size = this.sizes[variable] ?? 0
    const children = new Array<Node>(size)
    for (let value = 0; value < size; value++) {
      const x = ofA ? (ofA[value] ?? EMPTY) : a
      const y = ofB ? (ofB[value] ?? EMPTY) : b
      children[value] = operation === WITHOUT || x < y ? this.#apply(operation, x, y) : this.#apply(operation, y, x)
    }
    const node = this.#node(variable, children)
    this.#results.set(operation, a, b, node)
    return node
  }

  #node(variable: number, children: readonly Node[]): Node {
    const [first] = children
    if (first !== undefined && children.every((child) => child === first)) return first
    return this.#unique.find(variable, children, this.#variable, this.#children, () => {
      const node = this.#children.length
      if (node >= this.#budget) throw new BudgetExceeded(this.#budget)
      this.#variable.push(variable)
      this.#children.push(children)
      return node
    })
  }
}

function terminal(operation: Operation, a: Node, b: Node): Node | undefined {
  if (operation === AND) {
    if (a === EMPTY || b === EMPTY) return EMPTY
    if (a === ALL || a === b) return b
    return b === ALL ? a : undefined
  }
  if (operation === OR) {
    if (a === ALL || b === ALL) return ALL
    if (a === EMPTY || a === b) return b
    return b === EMPTY ? a : undefined
  }
  if (a === EMPTY || b === ALL || a === b) return EMPTY
  return b === EMPTY ? a : undefined
}

function leastOf(size: number, cost: (value: number) => number): { readonly cost: number; readonly value: number } {
  let best = { cost: cost(0), value: 0 }
  for (let value = 1; value < size; value++) {
    const next = cost(value)
    if (next < best.cost) best = { cost: next, value }
  }
  return best
}
