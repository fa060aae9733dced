import fc from 'fast-check'
import type { Decision, Result, RuleSummary } from '../../src/gate/decision.ts'
import { decision as base, HOSTILE } from './builders.ts'

/** Text as an input may hold it. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...'<>[]()`*_|@#&!:/\\\n\r w.%,="'), maxLength: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
)
const status = fc.constantFrom('fail', 'unknown', 'excepted', 'pass', 'not_applicable')
const severity = fc.constantFrom('critical', 'high', 'medium', 'low')
const ruleId = fc.oneof(fc.constantFrom('entra.a', 'entra.b', 'register.c'), text)
const source = fc.record(
  {
    file: fc.oneof(fc.constant('stacks/a b.ts'), text),
    line: fc.integer({ min: 1, max: 9999 }),
    column: fc.integer({ min: 1, max: 200 }),
  },
  { requiredKeys: ['file', 'line'] },
)
const rule: fc.Arbitrary<RuleSummary> = fc.record({
  id: ruleId,
  title: text,
  severity,
  controls: fc.array(text, { maxLength: 3 }),
  mode: fc.constantFrom('enforced', 'advisory'),
  status,
  examined: fc.nat(),
  results: fc.nat(),
}) as fc.Arbitrary<RuleSummary>
const result = fc.record(
  {
    rule: ruleId,
    status,
    severity,
    controls: fc.array(text, { maxLength: 3 }),
    resource: text,
    source,
    related: fc.array(source, { maxLength: 5 }),
    message: text,
    affected: fc.array(text, { maxLength: 30 }),
    nearest: text,
    remediation: text,
    exceptions: fc.array(text, { maxLength: 3 }),
    finding: text,
    baselineUntil: text,
  },
  {
    requiredKeys: [
      'rule',
      'status',
      'severity',
      'controls',
      'resource',
      'message',
      'affected',
      'remediation',
      'exceptions',
      'finding',
    ],
  },
) as fc.Arbitrary<Result>
/** Any decision of the right shape; its parts need not agree with each other. */
export const anyDecision: fc.Arbitrary<Decision> = fc.record(
  {
    schema: fc.constant('urn:gatehouse:decision/v1'),
    decision: fc.constantFrom('allow', 'deny'),
    reason: text,
    project: text,
    stack: text,
    now: fc.constant('2026-11-23T10:00:00Z'),
    policySource: fc.record(
      { kind: fc.constantFrom('base', 'working-tree'), revision: text },
      { requiredKeys: ['kind'] },
    ),
    digests: fc.constant(base().digests),
    plan: fc.record({ origin: text, resources: fc.nat(), changes: fc.dictionary(text, fc.nat(), { maxKeys: 4 }) }),
    rules: fc.array(rule, { maxLength: 20 }),
    results: fc.array(result, { maxLength: 40 }),
    exceptions: fc.array(
      fc.record({
        id: text,
        rule: ruleId,
        owner: text,
        expiresOn: text,
        state: fc.constantFrom('live', 'pending', 'expired'),
        used: fc.boolean(),
      }),
      { maxLength: 10 },
    ),
    head: fc.record(
      {
        changed: fc.array(text),
        decision: fc.constantFrom('allow', 'deny'),
        blocks: fc.array(ruleId),
        frees: fc.array(ruleId),
      },
      { requiredKeys: ['changed', 'decision'] },
    ),
    baseline: fc.record({ tolerated: fc.nat(), obsolete: fc.array(text), expired: fc.array(text) }),
  },
  {
    requiredKeys: [
      'schema',
      'decision',
      'reason',
      'project',
      'stack',
      'now',
      'policySource',
      'digests',
      'plan',
      'rules',
      'results',
      'exceptions',
    ],
  },
) as fc.Arbitrary<Decision>
export const exitCode: fc.Arbitrary<0 | 1 | 3> = fc.constantFrom<(0 | 1 | 3)[]>(0, 1, 3)
