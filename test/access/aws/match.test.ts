import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { textClasses } from '../../../src/access/aws/classes.ts'
import { matchAnyResource, matchTokens } from '../../../src/access/aws/match.ts'
import {
  ANY_OTHER,
  literal,
  opaque,
  segmented,
  showTokens,
  type Token,
  UNKNOWN_TEXT,
  variable,
  wildcards,
} from '../../../src/access/aws/tokens.ts'
import { and, answerOf, CONTEXT, NO, not, or, VALUE, YES } from '../../../src/access/aws/truth.ts'

const truth = fc.integer({ min: 0, max: 15 }).filter((bits) => {
  // The bits of a truth grow with both numbers.
  const at = (n: number): number => (bits >> n) & 1
  return at(0) <= at(1) && at(0) <= at(2) && at(1) <= at(3) && at(2) <= at(3)
})

describe('truths', () => {
  test('what each says', () => {
    const answers = [YES, CONTEXT, VALUE, and(CONTEXT, VALUE), or(CONTEXT, VALUE), NO].map(answerOf)
    expect(answers).toEqual(['yes', 'conditional', 'unknown', 'unknown', 'conditional', 'no'])
    expect([not(YES), not(NO), not(CONTEXT), not(VALUE)]).toEqual([NO, YES, CONTEXT, VALUE])
  })

  property.prop([truth, truth])('negation is de Morgan’s and undoes itself', (a, b) => {
    expect(not(not(a))).toBe(a)
    expect(not(and(a, b))).toBe(or(not(a), not(b)))
  })
})

const small = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 6 })
const plain = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 })

/** A regular expression of the same meaning, as slow and simple as can be. */
function regexp(pattern: string, star = '.*'): RegExp {
  const body = [...pattern].map((one) =>
    one === '*' ? star : one === '?' ? '.' : one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${body.join('')}$`, 's')
}

describe('matching', () => {
  property.prop([small, plain])('wildcards are those of a regular expression', (pattern, text) => {
    expect(matchTokens(wildcards(pattern), literal(text)) === YES).toBe(regexp(pattern).test(text))
  })

  property.prop([fc.array(small, { maxLength: 4 }), small, plain, plain])(
    'an answer about unknown parts holds for whatever they are',
    (before, after, hidden, text) => {
      const pattern = [...before.flatMap((part) => [...wildcards(part), UNKNOWN_TEXT]), ...wildcards(after)]
      const known = pattern.flatMap((token) => (token === UNKNOWN_TEXT ? wildcards(hidden) : [token]))
      const answer = matchTokens(pattern, literal(text))
      const real = matchTokens(known, literal(text))
      if (answer === YES || answer === NO) expect(real).toBe(answer)
      else expect(answer).toBe(VALUE)
    },
  )

  property.prop([small, plain, plain, plain])('a subject with a reference in it', (pattern, before, hidden, after) => {
    const answer = matchTokens(wildcards(pattern), [...literal(before), opaque('x'), ...literal(after)])
    const real = matchTokens(wildcards(pattern), literal(before + hidden + after))
    if (answer === YES || answer === NO) expect(real).toBe(answer)
    else expect(answer).toBe(VALUE)
  })

  test.each<[string, readonly Token[], readonly Token[], number]>([
    ['a reference is itself', [...literal('a:'), opaque('x')], [...literal('a:'), opaque('x')], YES],
    ['and may be another', [...literal('a:'), opaque('x')], [...literal('a:'), opaque('y')], VALUE],
    ['but not where the rest differs', [...literal('a:'), opaque('x')], literal('b:c'), NO],
    ['a variable depends on the request', [...literal('a/'), variable('aws:username')], literal('a/anna'), CONTEXT],
    [
      'a variable and a hidden value on both',
      [UNKNOWN_TEXT, variable('aws:username')],
      literal('anna'),
      and(CONTEXT, VALUE),
    ],
    ['a star takes in a reference', wildcards('a*'), [...literal('a'), opaque('x')], YES],
    ['a question mark does not', wildcards('a?'), [...literal('a'), opaque('x')], VALUE],
  ])('%s', (_, pattern, subject, expected) => {
    expect(matchTokens(pattern, subject)).toBe(expected)
  })
})

describe('wildcards in ARNs', () => {
  test.each([
    ['arn:aws:sqs:us-east-1:1:jobs', undefined],
    ['arn:aws:*', undefined],
    ['arn:aws:sqs:*:*:jobs-*-x', undefined],
    ['arn:aws:s*s:us-east-1:1:jobs', 'arn:aws:s[^:]*s:us-east-1:1:jobs'],
    ['arn:*-cn:s3:::a*b', 'arn:[^:]*-cn:s3:::a.*b'],
  ])('%s is read narrowly as %s', (pattern, narrow) => {
    const tokens = segmented(wildcards(pattern))
    const shown = tokens?.map((token) => (token === '*:' ? '[^:]*' : token === '**' ? '.*' : token)).join('')
    expect(shown).toBe(narrow)
  })

  property.prop([fc.array(small, { minLength: 1, maxLength: 6 }), fc.array(plain, { minLength: 1, maxLength: 6 })])(
    'the narrow reading is within the wide one, and between them the answer is unknown',
    (parts, texts) => {
      const [pattern, text] = [wildcards(parts.join(':')), literal(texts.join(':'))]
      const wide = matchTokens(pattern, text)
      const narrow = matchTokens(segmented(pattern) ?? pattern, text)
      expect(matchAnyResource([pattern], text)).toBe(narrow === YES ? YES : wide === YES ? VALUE : NO)
    },
  )
})

describe('classes of texts', () => {
  const words = (alphabet: readonly string[], length: number): readonly string[] =>
    length === 0 ? [''] : ['', ...alphabet.flatMap((one) => words(alphabet, length - 1).map((rest) => one + rest))]
  const all = [...new Set(words(['a', 'b', ':', 'z'], 6))]
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 3 })

  property.prop([fc.array(pattern, { minLength: 1, maxLength: 3 }), pattern], { numRuns: 60 })(
    'are those that all short texts fall into, no more and no less',
    (patterns, within) => {
      const classes = textClasses(patterns.map(wildcards), [wildcards(within)]) ?? []
      const found = new Set(classes.map(({ matched }) => matched.join()))
      const tests = patterns.map((one) => regexp(one))
      const brute = new Set(
        all.filter((text) => regexp(within).test(text)).map((text) => tests.map((one) => one.test(text)).join()),
      )
      expect([...found].sort()).toEqual([...brute].sort())
    },
  )

  property.prop([fc.array(pattern, { minLength: 1, maxLength: 4 })])('every witness is in its class', (patterns) => {
    for (const { matched, witness } of textClasses(patterns.map(wildcards), []) ?? []) {
      expect(patterns.map((one) => matchTokens(wildcards(one), witness) === YES)).toEqual(matched)
    }
  })

  test('too many combinations are not guessed', () => {
    const patterns = Array.from({ length: 12 }, (_, n) => wildcards(`*${'abcdefghijkl'[n]}*${'lkjihgfedcba'[n]}*`))
    expect(textClasses(patterns, [], 500)).toBeUndefined()
  })

  test('a witness says where any character will do', () => {
    const [first] = textClasses([wildcards('a?*')], [wildcards('a?*')]) ?? []
    expect(first?.witness).toEqual(['a', ANY_OTHER])
    expect(showTokens(first?.witness ?? [])).toBe('a…')
  })
})
