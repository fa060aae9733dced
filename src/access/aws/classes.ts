import { ANY, ANY_OTHER, compact, ONE, SEGMENT, type Token, UNKNOWN_TEXT, variableName } from './tokens.ts'

/** A set of texts that the same patterns match. */
export interface TextClass {
  /** Which of the patterns match, in their order. */
  readonly matched: readonly boolean[]
  /** A shortest text of the class; `ANY_OTHER` stands for a character that no pattern names. */
  readonly witness: readonly Token[]
}

/** States of all patterns together that are looked at before the answer is "too many". */
const BUDGET = 20_000

/**
 * The classes that patterns cut the set of all texts into: exact, because it walks the automata of all patterns side by
 * side and keeps every combination that some text reaches. Variables and hidden values stand for any text. Undefined
 * where there are too many combinations.
 * @param within patterns that every text must match; further classes are not looked at.
 */
export function textClasses(
  patterns: readonly (readonly Token[])[],
  within: readonly (readonly Token[])[],
  budget: number = BUDGET,
): readonly TextClass[] | undefined {
  const automata = [...within, ...patterns].map(automatonOf)
  const start: Node = { states: automata.map(() => 0), from: undefined, by: undefined }
  const queue: Node[] = [start]
  const seen = new Set([start.states.join()])
  const found = new Map<string, TextClass>()
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] as Node
    const matched = node.states.map((state, index) => (automata[index] as Automaton).accepts(state))
    if (matched.slice(0, within.length).every(Boolean)) {
      const own = matched.slice(within.length)
      const key = own.join()
      if (!found.has(key)) found.set(key, { matched: own, witness: path(node) })
    }
    const letters = new Set<Token>([ANY_OTHER])
    for (const [index, state] of node.states.entries()) {
      for (const letter of (automata[index] as Automaton).letters(state)) letters.add(letter)
    }
    for (const letter of letters) {
      const states = node.states.map((state, index) => (automata[index] as Automaton).step(state, letter))
      const key = states.join()
      if (seen.has(key) || states.slice(0, within.length).includes(DEAD)) continue
      seen.add(key)
      queue.push({ states, from: node, by: letter })
      if (queue.length > budget) return undefined
    }
  }
  return [...found.values()]
}

interface Node {
  readonly states: readonly number[]
  readonly from: Node | undefined
  readonly by: Token | undefined
}

function path(node: Node): readonly Token[] {
  const letters: Token[] = []
  for (let at: Node | undefined = node; at?.by !== undefined; at = at.from) letters.push(at.by)
  return letters.reverse()
}

function wide(token: Token): Token {
  return token === UNKNOWN_TEXT || variableName(token) !== undefined ? ANY : token
}

/** A deterministic automaton that is built as far as it is walked; the state `DEAD` leads nowhere. */
interface Automaton {
  readonly accepts: (state: number) => boolean
  /** Letters that a state treats in a way of their own. */
  readonly letters: (state: number) => Iterable<Token>
  readonly step: (state: number, letter: Token) => number
}

const DEAD = -1

const built = new WeakMap<readonly Token[], Automaton>()

/** Patterns of a document are asked about again and again; what was built of their automata is kept with them. */
function automatonOf(pattern: readonly Token[]): Automaton {
  const known = built.get(pattern) ?? automaton(compact(pattern.map(wide)))
  built.set(pattern, known)
  return known
}

function automaton(pattern: readonly Token[]): Automaton {
  const sets: (readonly number[])[] = []
  const numbers = new Map<string, number>()
  const moves: Map<Token, number>[] = []
  const numberOf = (positions: readonly number[]): number => {
    if (positions.length === 0) return DEAD
    const key = positions.join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, sets.length)
    moves.push(new Map())
    return sets.push(positions) - 1
  }
  /** A star can match nothing: the position after it is reached, too. */
  const closure = (positions: ReadonlySet<number>): readonly number[] => {
    const all = new Set<number>()
    for (const position of positions) {
      for (let at = position; ; at++) {
        all.add(at)
        if (pattern[at] !== ANY && pattern[at] !== SEGMENT) break
      }
    }
    // What a final star accepts, nothing else can add to.
    if (all.has(pattern.length) && pattern.at(-1) === ANY) return [pattern.length - 1, pattern.length]
    return [...all].sort((a, b) => a - b)
  }
  numberOf(closure(new Set([0])))
  return {
    accepts: (state) => state !== DEAD && (sets[state] as readonly number[]).includes(pattern.length),
    letters: (state) => {
      if (state === DEAD) return []
      const tokens = (sets[state] as readonly number[]).map((position) => pattern[position])
      const names = tokens.filter((token) => token !== undefined && token !== ANY && token !== ONE && token !== SEGMENT)
      // A reference is longer than one character, so `?` tells it from every other letter.
      return (tokens.includes(SEGMENT) ? [...names, ':'] : names) as Token[]
    },
    step: (state, letter) => {
      if (state === DEAD) return DEAD
      const known = moves[state]?.get(letter)
      if (known !== undefined) return known
      const next = new Set<number>()
      for (const position of sets[state] as readonly number[]) {
        const token = pattern[position]
        const isOneCharacter = letter.length === 1 || letter === ANY_OTHER
        if (token === ANY) next.add(position)
        else if (token === SEGMENT && letter !== ':') next.add(position)
        else if (token === letter || (token === ONE && isOneCharacter)) next.add(position + 1)
      }
      const target = numberOf(closure(next))
      moves[state]?.set(letter, target)
      return target
    },
  }
}
