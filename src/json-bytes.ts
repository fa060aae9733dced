import { isObject } from './json.ts'

/** Values are written to the buffer when they are this deep: one resource of a plan, one fact. */
const DEPTH = 3
const FIRST_SIZE = 1024 * 1024

/**
 * The UTF-8 bytes of `JSON.stringify(value)` in a buffer of their own, written part by part: the text of a large plan at once
 * would take two bytes for every character as soon as one name in it is not Western European.
 * @param value plain data: no `toJSON`, no cycle
 */
export function jsonBytes(value: unknown): Buffer {
  let buffer = Buffer.from(new ArrayBuffer(FIRST_SIZE))
  let end = 0
  const add = (text: string): void => {
    // A UTF-16 code unit takes three bytes of UTF-8 at most.
    const most = end + text.length * 3
    if (most > buffer.length) buffer = Buffer.from(buffer.buffer.transfer(Math.max(most, buffer.length * 2)))
    end += buffer.write(text, end)
  }
  addValue(value, DEPTH, add)
  return Buffer.from(buffer.buffer.transfer(end))
}

function addValue(value: unknown, depth: number, add: (text: string) => void): void {
  if (depth === 0 || value === null || typeof value !== 'object') add(JSON.stringify(value) ?? 'null')
  else if (Array.isArray(value)) {
    add('[')
    for (const [index, item] of value.entries()) {
      if (index > 0) add(',')
      addValue(item, depth - 1, add)
    }
    add(']')
  } else if (isObject(value)) {
    add('{')
    let separator = ''
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue
      add(`${separator}${JSON.stringify(key)}:`)
      separator = ','
      addValue(item, depth - 1, add)
    }
    add('}')
  }
}
