// Formulas as SMT-LIB 2 text, and z3 to decide them.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export type Formula = string

export const TRUE: Formula = 'true'
export const FALSE: Formula = 'false'

export function and(...parts: readonly Formula[]): Formula {
  const kept = parts.filter((part) => part !== TRUE)
  if (kept.includes(FALSE)) return FALSE
  return kept.length < 2 ? (kept[0] ?? TRUE) : `(and ${kept.join(' ')})`
}

export function or(...parts: readonly Formula[]): Formula {
  const kept = parts.filter((part) => part !== FALSE)
  if (kept.includes(TRUE)) return TRUE
  return kept.length < 2 ? (kept[0] ?? FALSE) : `(or ${kept.join(' ')})`
}

export function not(part: Formula): Formula {
  if (part === TRUE) return FALSE
  return part === FALSE ? TRUE : `(not ${part})`
}

export function implies(a: Formula, b: Formula): Formula {
  return or(not(a), b)
}

/** Constants of a script: one of several values, or true and false. Names are made up, since ids hold any character. */
export interface Constants {
  /** A constant that has exactly one of the values; the answer says that it is one of those given. */
  readonly among: (values: readonly string[]) => (...accepted: readonly string[]) => Formula
  readonly flag: (key: string) => Formula
  /** A bit vector of 128 bits. */
  readonly address: () => Formula
  readonly declarations: () => readonly string[]
}

export function makeConstants(): Constants {
  const lines: string[] = []
  const flags = new Map<string, Formula>()
  const fresh = (sort: string): Formula => {
    const name = `c${lines.length}`
    lines.push(`(declare-const ${name} ${sort})`)
    return name
  }
  return {
    among: (values) => {
      const bits = Math.max(1, Math.ceil(Math.log2(values.length)))
      const name = fresh(`(_ BitVec ${bits})`)
      const literal = (index: number): string => `#b${index.toString(2).padStart(bits, '0')}`
      lines.push(`(assert (bvule ${name} ${literal(values.length - 1)}))`)
      return (...accepted) =>
        or(...values.flatMap((value, index) => (accepted.includes(value) ? [`(= ${name} ${literal(index)})`] : [])))
    },
    flag: (key) => {
      const known = flags.get(key) ?? fresh('Bool')
      flags.set(key, known)
      return known
    },
    address: () => fresh('(_ BitVec 128)'),
    declarations: () => lines,
  }
}

/** What z3 makes of a script: whether it can be satisfied, and whether it can be with the constant `certain`. */
export interface Satisfiable {
  readonly possible: boolean
  readonly certain: boolean
}

/**
 * Decides scripts in a process of its own, because the threads of z3 outlive its last answer.
 * @throws Error if z3 answers anything but sat and unsat.
 */
export async function solve(scripts: readonly string[]): Promise<readonly Satisfiable[]> {
  const worker = spawn(process.execPath, [fileURLToPath(new URL('z3.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  worker.stdin.end(JSON.stringify(scripts))
  const answers = JSON.parse(await text(worker.stdout)) as readonly (readonly string[])[]
  const read = (answer: string | undefined): boolean => {
    if (answer !== 'sat' && answer !== 'unsat') throw new Error(`z3 answers ${answer}`)
    return answer === 'sat'
  }
  return answers.map(([possible, certain]) => ({ possible: read(possible), certain: read(certain) }))
}
