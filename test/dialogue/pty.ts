import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../workplace.ts'

/** What is waited for, and what is typed then. */
export interface Step {
  readonly expect: string
  readonly send: string
}

/** What a person saw: everything on the terminal, without the codes that move its cursor. */
export interface Session {
  readonly code: number
  readonly transcript: string
}

/** Whether this machine can make a pseudo-terminal: it takes Python, which `npm ci` does not bring. */
export const HAS_PTY: boolean = spawnSync('python3', ['-c', 'import pty']).status === 0

/** Runs the real program in a real pseudo-terminal. @throws Error for a text that did not come. */
export async function inTerminal(args: readonly string[], cwd: string, steps: readonly Step[]): Promise<Session> {
  const job = {
    argv: [process.execPath, join(ROOT, 'bin/gatehouse.js'), ...args],
    cwd,
    env: { TERM: 'xterm', INIT_CWD: cwd },
    steps,
    timeout: 50,
  }
  const child = spawn('python3', [fileURLToPath(new URL('terminal.py', import.meta.url)), JSON.stringify(job)])
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  if (out === '') throw new Error(err)
  const result = JSON.parse(out) as { code: number; transcript: string; missed: string | null }
  const transcript = plain(result.transcript)
  if (result.missed !== null) throw new Error(`did not come: ${result.missed}\n${transcript}`)
  return { code: result.code, transcript }
}

/** What stays on the screen, nearly: readline writes each line anew after a code that clears it. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes of a terminal
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r\n', '\n')
}
