import { Command } from 'commander'
import type { Workplace } from '../src/files.ts'
import { ROOT, workplace } from './workplace.ts'

/** Runs one command in the repository, and gives what it wrote to standard output. @throws AppError as the command does. */
export async function runCommand(
  register: (program: Command, place: Workplace, setExit: (code: number) => void) => void,
  args: readonly string[],
  cwd: string = ROOT,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const place = workplace(cwd)
  const program = new Command('gatehouse').exitOverride()
  let code = 0
  register(program, place, (status) => {
    code = status
  })
  await program.parseAsync([...args], { from: 'user' })
  return { code, ...place.written }
}
