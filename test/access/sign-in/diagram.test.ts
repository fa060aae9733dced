// The algebra of the diagrams against sets of points that are written out.
import { fc, test } from '@fast-check/vitest'
import { describe, expect, test as plain } from 'vitest'
import { ALL, BudgetExceeded, Diagrams, EMPTY, type Node } from '../../../src/access/sign-in/diagram.ts'

const SIZES = [2, 3, 1, 2, 4]
const POINTS: readonly (readonly number[])[] = SIZES.reduce<readonly (readonly number[])[]>(
  (points, size) => points.flatMap((point) => Array.from({ length: size }, (_, value) => [...point, value])),
  [[]],
)

/** How a set is made: of the values of one variable, or of other sets. */
type Made =
  | { readonly kind: 'values'; readonly variable: number; readonly accepted: readonly number[] }
  | { readonly kind: 'and' | 'or' | 'without'; readonly a: Made; readonly b: Made }
  | { readonly kind: 'not'; readonly a: Made }

const { made } = fc.letrec<{ made: Made }>((tie) => ({
  made: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.nat(SIZES.length - 1).chain((variable) =>
      fc.record({
        kind: fc.constant('values' as const),
        variable: fc.constant(variable),
        accepted: fc.subarray(Array.from({ length: SIZES[variable] ?? 0 }, (_, value) => value)),
      }),
    ),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const, 'without' as const),
      a: tie('made'),
      b: tie('made'),
    }),
    fc.record({ kind: fc.constant('not' as const), a: tie('made') }),
  ),
}))

function build(diagrams: Diagrams, how: Made): Node {
  if (how.kind === 'values') return diagrams.values(how.variable, how.accepted)
  if (how.kind === 'not') return diagrams.not(build(diagrams, how.a))
  return diagrams[how.kind](build(diagrams, how.a), build(diagrams, how.b))
}

function contains(how: Made, point: readonly number[]): boolean {
  switch (how.kind) {
    case 'values':
      return how.accepted.includes(point[how.variable] ?? -1)
    case 'and':
      return contains(how.a, point) && contains(how.b, point)
    case 'or':
      return contains(how.a, point) || contains(how.b, point)
    case 'without':
      return contains(how.a, point) && !contains(how.b, point)
    case 'not':
      return !contains(how.a, point)
    default:
      return how satisfies never
  }
}

function inside(how: Made): readonly (readonly number[])[] {
  return POINTS.filter((point) => contains(how, point))
}

const RUNS = { seed: 7, numRuns: 300 }

describe('a diagram', () => {
  test.prop([made], RUNS)('has the points of its set, counts them, and is empty or all when they are', (how) => {
    const diagrams = new Diagrams(SIZES)
    const set = build(diagrams, how)
    const points = inside(how)
    expect(POINTS.filter((point) => diagrams.has(set, point))).toEqual(points)
    expect([diagrams.count(set), set === EMPTY, set === ALL]).toEqual([
      BigInt(points.length),
      points.length === 0,
      points.length === POINTS.length,
    ])
  })

  test.prop([made, made], RUNS)('is the same node as another exactly when the sets are equal', (one, other) => {
    const diagrams = new Diagrams(SIZES)
    const [a, b] = [build(diagrams, one), build(diagrams, other)]
    expect(a === b).toBe(JSON.stringify(inside(one)) === JSON.stringify(inside(other)))
    const [ab, ba] = [diagrams.and(a, b), diagrams.and(b, a)]
    expect([ab === ba, diagrams.or(a, b) === diagrams.or(b, a)]).toEqual([true, true])
    expect(diagrams.not(diagrams.or(a, b))).toBe(diagrams.and(diagrams.not(a), diagrams.not(b)))
    const [inA, inB] = [inside(one), inside(other)]
    const both = inA.filter((point) => inB.includes(point)).length
    const sizes = [diagrams.and(a, b), diagrams.or(a, b), diagrams.without(a, b), diagrams.without(b, a)]
    expect(sizes.map((set) => Number(diagrams.count(set)))).toEqual([
      both,
      inA.length + inB.length - both,
      inA.length - both,
      inB.length - both,
    ])
  })

  test.prop([made, made], RUNS)(
    'meets another exactly when they share a point, and that makes no node',
    (one, other) => {
      const diagrams = new Diagrams(SIZES)
      const [a, b] = [build(diagrams, one), build(diagrams, other)]
      const { nodes } = diagrams
      const shared = inside(one).some((point) => contains(other, point))
      expect([diagrams.meets(a, b), diagrams.meets(b, a), diagrams.nodes]).toEqual([shared, shared, nodes])
      expect(diagrams.and(a, b) !== EMPTY).toBe(shared)
    },
  )

  test.prop([made, made], RUNS)('touches the values of its points, and depends on what changes it', (one, other) => {
    const diagrams = new Diagrams(SIZES)
    const [a, b] = [build(diagrams, one), build(diagrams, other)]
    const points = [...inside(one), ...inside(other)]
    const values = SIZES.map((_, variable) => [...new Set(points.map((point) => point[variable] ?? -1))].sort())
    expect(diagrams.extent(a, b).map((found) => [...found].sort())).toEqual(values)
    const matters = SIZES.flatMap((size, variable) =>
      POINTS.some((point) =>
        Array.from({ length: size }, (_, value) => point.with(variable, value)).some(
          (changed) => contains(one, changed) !== contains(one, point),
        ),
      )
        ? [variable]
        : [],
    )
    expect(diagrams.support(a)).toEqual(matters)
  })

  test.prop([made, fc.array(fc.nat(9), { minLength: 12, maxLength: 12 })], RUNS)(
    'has a cheapest point, of equal ones the first',
    (how, prices) => {
      const points = inside(how)
      fc.pre(points.length > 0)
      const diagrams = new Diagrams(SIZES)
      const start = SIZES.map((_, variable) => SIZES.slice(0, variable).reduce((sum, size) => sum + size, 0))
      const cost = (variable: number, value: number): number => prices[(start[variable] ?? 0) + value] ?? 0
      const total = (point: readonly number[]): number =>
        point.reduce((sum, value, variable) => sum + cost(variable, value), 0)
      const least = Math.min(...points.map(total))
      const found = diagrams.cheapest(cost)(build(diagrams, how))
      expect(found).toEqual({ point: points.find((point) => total(point) === least), cost: least })
    },
  )

  test.prop([fc.array(made, { maxLength: 3 }), fc.subarray([0, 3])], RUNS)(
    'knows which flags are set alone',
    (list, flags) => {
      const diagrams = new Diagrams(SIZES)
      const points = list.flatMap(inside)
      const set = (point: readonly number[]): readonly number[] => flags.filter((flag) => point[flag] === 1)
      expect(
        diagrams.alone(
          list.map((how) => build(diagrams, how)),
          flags,
        ),
      ).toEqual({
        none: points.some((point) => set(point).length === 0),
        alone: flags.filter((flag) => points.some((point) => set(point).join() === String(flag))),
      })
    },
  )
})

plain('unites and intersects many sets', () => {
  const diagrams = new Diagrams(SIZES)
  const [low, high, big] = [diagrams.values(4, [0]), diagrams.values(4, [1, 3]), diagrams.values(1, [2])]
  expect([diagrams.allOf([]), diagrams.anyOf([])]).toEqual([ALL, EMPTY])
  expect(diagrams.count(diagrams.anyOf([low, high]))).toBe(36n)
  expect(diagrams.count(diagrams.allOf([high, big]))).toBe(8n)
  expect(diagrams.allOf([low, high, big])).toBe(EMPTY)
})

plain('counts beyond what a number can hold', () => {
  const diagrams = new Diagrams(new Array<number>(200).fill(2))
  expect(diagrams.count(diagrams.values(199, [1]))).toBe(2n ** 199n)
  expect(diagrams.count(ALL)).toBe(2n ** 200n)
})

plain('gives up, and does not guess, beyond its budget', () => {
  const parity = (diagrams: Diagrams): Node =>
    Array.from({ length: 20 }, (_, variable) => diagrams.values(variable, [1])).reduce((all, one) =>
      diagrams.or(diagrams.without(all, one), diagrams.without(one, all)),
    )
  const wide = new Diagrams(new Array<number>(20).fill(2))
  expect(wide.count(parity(wide))).toBe(2n ** 19n)
  expect(() => parity(new Diagrams(new Array<number>(20).fill(2), 50))).toThrow(BudgetExceeded)
})
