/** Breaks at spaces only, so that a path, a URN or an identifier can be copied whole. */
export function wrap(text: string, width: number, indent: string, hanging: string = indent): string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ')) {
    const start = lines.length === 0 ? indent : hanging
    if (line !== start && line.length + 1 + word.length > width) {
      lines.push(line)
      line = `${hanging}${word}`
    } else line = line === start ? `${start}${word}` : `${line} ${word}`
  }
  return [...lines, line].map((text) => text.trimEnd())
}
