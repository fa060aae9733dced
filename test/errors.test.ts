import { expect, test } from 'vitest'
import { AppError, formatError } from '../src/errors.ts'

test('nothing in an error is obeyed by a terminal or a CI system', () => {
  const error = new AppError('program', 'two resources have the URN urn:a::b\n::error::x ##vso[task.complete]', {
    place: { file: '##[error]a\u001b[2J.ts', line: 3, column: 1 },
    expected: 'one ::stop-commands::x',
    fix: 'remove \u202E it',
  })
  expect(formatError(error)).toBe(
    'gatehouse: \\u0023#[error]a\\u001B[2J.ts:3:1: two resources have the URN urn:a::b\\n::error::x \\u0023#vso[task.complete]\n' +
      '  expected: one \\u003A:stop-commands::x\n' +
      '  fix: remove \\u202E it\n',
  )
})
