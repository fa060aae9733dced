// Where the time of one run goes, by V8's sampling profiler.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './measure.ts'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

/**
 * Runs a Node command line once with `--cpu-prof` and adds up, for each function given as `name path`, the seconds in
 * which it or what it called was running; `total` is the whole run.
 * @throws Error for a function that never ran: it has another name now.
 */
export function profile(
  [node = '', ...args]: readonly string[],
  cwd: string,
  functions: readonly string[],
): ReadonlyMap<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-profile-'))
  try {
    run({ argv: [node, '--cpu-prof', '--cpu-prof-dir', folder, ...args], cwd, statuses: [0, 1] })
    const [file = ''] = readdirSync(folder)
    return addUp(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, functions)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function addUp({ nodes, samples, timeDeltas }: Profile, functions: readonly string[]): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id] as const)))
  const seconds = new Map([...functions, 'total'].map((name) => [name, 0]))
  for (const [index, sample] of samples.entries()) {
    const running = new Set(['total'])
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      const frame = byId.get(id)?.callFrame
      const name = functions.find((one) => {
        const [called, path = ''] = one.split(' ')
        return frame?.functionName === called && frame?.url.endsWith(path)
      })
      if (name !== undefined) running.add(name)
    }
    for (const name of running) seconds.set(name, (seconds.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1e6)
  }
  const missing = functions.find((name) => seconds.get(name) === 0)
  if (missing !== undefined) throw new Error(`the profile does not show the function ${missing}`)
  return seconds
}
