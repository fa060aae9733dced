import { createInterface } from 'node:readline'

/** Somebody who answers line by line. */
export interface Terminal {
  readonly say: (text: string) => void
  /** One line without its end; `interrupted` for Ctrl-C, Ctrl-D or a terminal that has gone. */
  readonly ask: (prompt: string) => Promise<{ readonly line: string } | 'interrupted'>
  readonly close: () => void
}

/**
 * A terminal with a person behind it. Questions go to standard error, so that standard output keeps the result alone.
 * Lines typed ahead are kept for the next questions.
 */
export function openTerminal(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Terminal {
  const typed: string[] = []
  let waiting: ((answer: { readonly line: string } | 'interrupted') => void) | undefined
  let isOver = false
  const reader = createInterface({ input, output, terminal: true, historySize: 0 })
  const settle = (answer: { readonly line: string } | 'interrupted'): void => {
    const resolve = waiting
    waiting = undefined
    resolve?.(answer)
  }
  const end = (): void => {
    if (!isOver) output.write('\n')
    isOver = true
    reader.close()
    settle('interrupted')
  }
  reader.on('line', (line) => {
    if (waiting === undefined) typed.push(line)
    else settle({ line })
  })
  reader.on('SIGINT', end)
  reader.on('close', end)
  return {
    say: (text) => void output.write(text),
    ask: (prompt) => {
      const line = typed.shift()
      if (line !== undefined) {
        output.write(`${prompt}${line}\n`)
        return Promise.resolve({ line })
      }
      if (isOver) return Promise.resolve('interrupted')
      reader.setPrompt(prompt)
      reader.prompt()
      return new Promise((resolve) => {
        waiting = resolve
      })
    },
    close: () => {
      isOver = true
      reader.close()
    },
  }
}
