import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeProgram } from './programs.ts'

const PLANNER = fileURLToPath(new URL('../../src/engine/planner.ts', import.meta.url))

/** Plans in a process of its own, so that a signal that gets through ends or opens that one and not the test's. */
function planElsewhere(root: string, sandbox: string, endBy = ''): ChildProcess {
  const script = `
    import fs from 'node:fs'
    import inspector from 'node:inspector'
    const { planProgram } = await import(${JSON.stringify(PLANNER)})
    const options = { programDir: ${JSON.stringify(root)}, stack: 'dev', sandbox: ${JSON.stringify(sandbox)},
      node: process.execPath, show: (path) => path, stderr: (text) => process.stdout.write(text) }
    process.on('SIGUSR2', () => {
      fs.writeSync(1, fs.readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').split(' ')[0] + '\\n')
      process.kill(process.pid, ${JSON.stringify(endBy)})
    })
    const outcome = await planProgram(options).then(() => 'planned', (error) => error.message)
    console.log(outcome, inspector.url() ?? 'no inspector')
  `
  return spawn(process.execPath, ['--inspect-port=0', '--input-type=module', '--eval', script], { detached: true })
}

interface End {
  readonly signal: string | null
  readonly last: string
}

function end(child: ChildProcess): Promise<End> {
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += String(chunk)
  })
  return new Promise((resolve) =>
    child.once('close', (_code, signal) => resolve({ signal, last: output.trimEnd().split('\n').at(-1) ?? '' })),
  )
}

test('a program that no namespace holds cannot open the inspector of Gatehouse', async () => {
  const root = makeProgram("for (let i = 0; i < 50; i++) process.kill(process.ppid, 'SIGUSR1')\n")
  expect(await end(planElsewhere(root, 'permissions'))).toEqual({ signal: null, last: 'planned no inspector' })
})

test.each(['auto', 'permissions'])('a program that signals its process group ends itself only: %s', async (sandbox) => {
  const root = makeProgram("process.kill(0, 'SIGKILL')\n")
  const { signal, last } = await end(planElsewhere(root, sandbox))
  expect(signal).toBe(null)
  expect(last).toMatch(/^the program was killed by SIG(KILL|TERM) no inspector$/)
})

/** Whether a process has ended: it is gone, or waits for somebody to ask for its status (proc(5), stat). */
function hasEnded(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

test.runIf(process.platform === 'linux').each(['SIGINT', 'SIGTERM'])(
  'what ends Gatehouse ends the program too: %s',
  async (signal) => {
    // The program tells that it runs, and never ends by itself.
    const root = makeProgram("process.kill(process.ppid, 'SIGUSR2')\nfor (;;);\n")
    const { signal: by, last } = await end(planElsewhere(root, 'permissions', signal))
    expect(by).toBe(signal)
    while (!hasEnded(Number(last))) await new Promise((resolve) => setImmediate(resolve))
  },
)
