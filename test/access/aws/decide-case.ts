import { contextOf } from '../../../src/access/aws/context.ts'
import { parseDocument } from '../../../src/access/aws/document.ts'
import { type Decision, decide } from '../../../src/access/aws/evaluate.ts'
import type { Value } from '../../../src/plan/value.ts'
import type { Case, Doc } from './random.ts'

/** Decides a random case; everything about the request is known, or nothing beside what it asks for. */
export function decideCase(one: Case, complete = true): Decision {
  const read = (doc: Doc) => parseDocument(doc as unknown as Value, 'identity')
  return decide(
    {
      identity: one.identity.map(read),
      boundary: one.boundary && read(one.boundary),
      session: one.session && read(one.session),
      resource: one.resourcePolicy && parseDocument(one.resourcePolicy as unknown as Value, 'resource'),
      control: one.control.map((level) => level.map((doc) => parseDocument(doc as unknown as Value, 'control'))),
    },
    {
      principal: one.principal,
      action: one.action,
      resource: one.resource,
      resourceAccount: one.resourceAccount,
      context: contextOf(complete ? one.context : {}, complete),
    },
  )
}
