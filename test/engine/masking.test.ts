import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { maskSecrets, secretHider } from '../../src/engine/masking.ts'
import { makeProgram, resource, run } from './programs.ts'

const SECRET = { $gatehouse: 'secret' }
const secret = fc.string({ minLength: 8, maxLength: 40 }).filter((text) => text.trim().length > 1)
const around = fc.string({ maxLength: 10 })
const bytes = (...texts: readonly string[]): Buffer => Buffer.concat(texts.map((text) => Buffer.from(text)))

const ENCODINGS: Readonly<Record<string, (before: string, secret: string, after: string) => string>> = {
  plain: (...texts) => texts.join(''),
  json: (...texts) => JSON.stringify(texts.join('')),
  base64: (...texts) => bytes(...texts).toString('base64'),
  base64url: (...texts) => bytes(...texts).toString('base64url'),
  hex: (...texts) => bytes(...texts).toString('hex'),
  'hex in capitals': (...texts) =>
    bytes(...texts)
      .toString('hex')
      .toUpperCase(),
  'a part of a URL': (...texts) => encodeURIComponent(texts.join('')),
  'a form': (...texts) => new URLSearchParams([['field', texts.join('')]]).toString(),
}

describe('a secret is found however it is written', () => {
  for (const [name, encode] of Object.entries(ENCODINGS)) {
    property.prop([around, secret, around])(name, (before, text, after) => {
      expect(secretHider([text])(encode(before, text, after))).toEqual(SECRET)
      expect(maskSecrets(encode(before, text, after), [text])).toContain('[secret]')
    })
  }
})

test('other texts stay, and so does what resembles a short secret', () => {
  const plain = { a: 'hunter', b: Buffer.from('another text that is long').toString('base64'), c: ['All', 'dHJ1ZQ'] }
  expect(secretHider(['true', 'hunter2hunter2'])(plain)).toEqual(plain)
})

test('a plan shows no encoding of a secret that the program marks', async () => {
  const { plan, printed } = await run(
    makeProgram(`import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
const word = 'correct horse+battery'
new aws.iam.User('one', { name: 'one', tags: { word: pulumi.secret(word) } })
new aws.iam.User('two', { name: 'two', tags: {
  basic: 'Basic ' + Buffer.from('admin:' + word).toString('base64'),
  hex: Buffer.from(word).toString('hex'),
  url: 'https://a.example/?q=' + encodeURIComponent(word),
  other: Buffer.from('correct horse').toString('base64'),
} })
console.log(Buffer.from(word).toString('base64'))
`),
  )
  const { tags } = resource(plan, 'two').inputs as unknown as { tags: object }
  expect(tags).toEqual({ basic: SECRET, hex: SECRET, url: SECRET, other: 'Y29ycmVjdCBob3JzZQ==' })
  expect(printed).toBe('program: [secret]\n')
})
