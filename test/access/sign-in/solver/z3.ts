// Decides formulas: reads a JSON list of SMT-LIB 2 texts on standard input, and prints for each what z3 answers to it,
// and to it with the constant `certain`.
import { text } from 'node:stream/consumers'
import { init } from 'z3-solver'

const { Context, em } = await init()
const { Bool, Solver } = Context('sign-ins')
const certain = Bool.const('certain')
const answers: (readonly string[])[] = []
for (const script of JSON.parse(await text(process.stdin)) as readonly string[]) {
  const solver = new Solver('QF_FD')
  solver.fromString(script)
  const first = await solver.check()
  const isSame = first === 'unsat' || !script.includes('(=> certain ')
  answers.push([first, isSame ? first : await solver.check(certain)])
  solver.release()
}
process.stdout.write(JSON.stringify(answers), () => em.PThread.terminateAllThreads())
