import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { parseYaml, readYaml } from '../../src/yaml.ts'
import { copyOfRegister, shown } from './files.ts'

describe('what is read', () => {
  test('dates, yes and times stay texts; numbers, null and booleans do not', () => {
    const text = 'a: 2026-11-23\nb: yes\nc: 12:30\nd: 1.5\ne: null\nf: true\ng: 0o17\n"h": "12"\n'
    expect(parseYaml(text, 'x').value).toEqual({
      a: '2026-11-23',
      b: 'yes',
      c: '12:30',
      d: 1.5,
      e: null,
      f: true,
      g: 15,
      h: '12',
    })
  })

  test('JSON with tabs, and a byte order mark', () => {
    expect(parseYaml('{\n\t"a": [1, 2,\n\t\t{"b": "\\u00e4"}]\n}', 'x').value).toEqual({ a: [1, 2, { b: 'ä' }] })
  })

  test('an alias stands for its anchor, and its parts have places', () => {
    const document = parseYaml('a: &both [DE, DK]\nb: *both\n', 'x')
    expect(document.value).toEqual({ a: ['DE', 'DK'], b: ['DE', 'DK'] })
    expect(document.locate('/b')).toEqual({ file: 'x', line: 2, column: 4 })
    expect(document.locate('/b/1')).toEqual({ file: 'x', line: 1, column: 15 })
  })

  property.prop([fc.jsonValue({ maxDepth: 5 })])('JSON means the same as for JSON.parse', (value) => {
    const text = JSON.stringify(value)
    const exact = !/__proto__|"<<"/.test(text) && !/\d{16}|e[+-]?\d/.test(text) && text !== 'null' && text !== '-0'
    fc.pre(exact && longestKey(value) < 1000)
    expect(parseYaml(text, 'x').value).toEqual(JSON.parse(text))
    expect(parseYaml(JSON.stringify(value, null, 2), 'x').value).toEqual(JSON.parse(text))
  })
})

function longestKey(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0
  return Math.max(0, ...Object.entries(value).flatMap(([key, item]) => [key.length, longestKey(item)]))
}

describe('places', () => {
  const document = parseYaml('list:\n  - name: Ana\n    "a/b~c": {x: 1}\n  -   two\nempty:\n', 'f.yaml')
  test.each([
    ['', 'value', 1, 1],
    ['/list', 'key', 1, 1],
    ['/list', 'value', 2, 3],
    ['/list/0/name', 'value', 2, 11],
    ['/list/0/name', 'key', 2, 5],
    ['/list/0/a~1b~0c/x', 'value', 3, 18],
    ['/list/1', 'value', 4, 7],
    ['/list/0/missing', 'value', 2, 5],
    ['/list/7/deeper', 'value', 2, 3],
    ['/list/0/name/deeper', 'value', 2, 11],
  ] as const)('%s (%s)', (pointer, part, line, column) => {
    expect(document.locate(pointer, part)).toEqual({ file: 'f.yaml', line, column })
  })
})

describe('what is refused', () => {
  const laughs = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'].map((pair) => [...pair])) {
    laughs.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`)
  }

  test.each<[string, string, string]>([
    ['a key twice', 'a: 1\nb: 2\na: 3\n', 'f.yaml:3:1: this key is written twice in one mapping'],
    ['a key twice in JSON', '{"a": 1,\n "a": 2}', 'f.yaml:2:2: this key is written twice in one mapping'],
    ['a tab', 'a:\n\t- b\n', 'f.yaml:2:1: the line is indented with a tab'],
    ['bad indentation', 'a:\n  - b\n c: 1\n', 'f.yaml:3:1: this is not valid YAML: All mapping items must start'],
    ['an open quote', 'a: 1\nb: "x\nc: 1\n', 'f.yaml:2:4: this quote is never closed'],
    ['two documents', 'a: 1\n---\nb: 1\n', 'f.yaml:2:1: the file holds more than one document'],
    ['truncated JSON', '{"a": [1,\n 2', "f.yaml:2:3: this is not valid JSON: Expected ',' or ']'"],
    ['nothing', '', 'f.yaml:1:1: the document is empty'],
    ['only a comment', '# later\n', 'f.yaml:1:1: the document is empty'],
    ['a cycle', 'a: &x\n  b: *x\n', 'f.yaml:2:6: the alias *x contains itself'],
    ['no anchor', 'a: *x\n', 'f.yaml:1:4: there is no anchor &x'],
    [
      'aliases without end',
      `${laughs.join('\n')}\n`,
      'f.yaml:1:1: the aliases of the file stand for too much to be written out',
    ],
    ['a tag', 'a: !!binary aGk=\n', 'f.yaml:1:4: this is not valid YAML: Unresolved tag'],
    ['an own tag', 'a: !env HOME\n', 'f.yaml:1:4: this is not valid YAML: Unresolved tag'],
    ['YAML 1.1', '%YAML 1.1\n---\na: yes\n', 'f.yaml:1:1: the file asks for YAML 1.1'],
    ['__proto__', 'a:\n  __proto__: {b: 1}\n', 'f.yaml:2:3: the key "__proto__" is not allowed'],
    ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x\n', 'f.yaml:3:3: merge keys (<<) are not read'],
    ['a list as key', '? [a]\n: 1\n', 'f.yaml:1:3: this is not valid YAML: With stringKeys'],
    ['a number too large', 'a: 12345678901234567890\n', 'f.yaml:1:4: the number 12345678901234567890 cannot'],
    ['infinity', 'a: .inf\n', 'f.yaml:1:4: the number .inf cannot be stored exactly'],
    ['depth', `a: ${'['.repeat(300)}${']'.repeat(300)}`, 'the document is nested more than 100 levels deep'],
    ['depth without end', `a: ${'['.repeat(50_000)}`, 'the document is nested more than 100 levels deep'],
  ])('%s', (_title, text, sentence) => {
    const error = shown(() => parseYaml(text, 'f.yaml'))
    expect(error).toMatch(/^malformed gatehouse: /)
    expect(error).toContain(sentence)
  })

  test('a file over the limit, no file, a directory', () => {
    const place = copyOfRegister()
    expect(shown(() => readYaml(place, 'register/people.yaml', 1000))).toMatch(
      /^too-large gatehouse: register\/people.yaml: the input has \d+ bytes, the limit is 1000\n/,
    )
    expect(shown(() => readYaml(place, 'register/nobody.yaml'))).toMatch(/^not-found /)
    expect(shown(() => readYaml(place, 'register'))).toMatch(/^unreadable gatehouse: register: this is a directory\n/)
  })
})
