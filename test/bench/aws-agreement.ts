// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of IAM policies
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { decideCase } from '../access/aws/decide-case.ts'
import { ACTIONS, type Case, request } from '../access/aws/random.ts'

/**
 * Compares the decisions of src/access/aws with independent implementations on random requests:
 *
 *     node test/bench/aws-agreement.ts simulate DIR [COUNT] [SEED]      @cloud-copilot/iam-simulate in DIR/node_modules
 *     node test/bench/aws-agreement.ts pmapper|moto PYTHON [COUNT] [SEED]
 *
 * With `--record` after the seed the answers are kept for test/access/aws/evaluate.test.ts.
 *
 * PYTHON is the interpreter of an environment with `principalmapper` or `moto[iam]`. They know less: for them the cases
 * lose what they do not implement. Prints how often both agree, the reasons of known differences (docs/aws-access.md says
 * who is right), and the differences without one.
 */
const [oracle = '', place = '', count = '3000', seed = '1', record] = process.argv.slice(2)

type Answer = 'allow' | 'deny' | 'explicit' | 'refused'

/** Keeps of a case what the other implementation claims to decide. */
function reduced(one: Case): Case {
  if (oracle === 'simulate') return one
  const { session: _session, resourcePolicy: _policy, ...rest } = one
  const identityOnly = { ...rest, resourceAccount: one.principal.account }
  if (oracle === 'pmapper') return identityOnly
  const { boundary: _boundary, ...plain } = identityOnly
  const spelled = new Map(ACTIONS.map((action) => [action.toUpperCase(), action]))
  const bare = plain.identity.map((doc) => ({
    ...doc,
    Statement: doc.Statement.map((statement) => {
      const { Condition: _condition, NotResource, ...kept } = statement
      const text = JSON.stringify(NotResource === undefined ? kept : { ...kept, Resource: NotResource })
      const exact = text.replaceAll(/[A-Z]+:[A-Z]+/g, (action) => spelled.get(action) ?? action)
      return JSON.parse(
        exact.replaceAll('SQS:*', 'sqs:*').replaceAll('${aws:username}', 'alice').replaceAll('?', '*'),
      ) as typeof statement
    }),
  }))
  return { ...plain, identity: bare, control: [] }
}

/** Where another implementation is known to decide otherwise, by what the case contains. */
const KNOWN: { readonly [oracle: string]: readonly (readonly [string, RegExp])[] } = {
  simulate: [
    [
      'a session policy limits what a resource policy gives to the session',
      /"session":\{.*"resourcePolicy":|"resourcePolicy":.*"session":\{/,
    ],
    ['no address is in 0.0.0.0/0', /0\.0\.0\.0\/0/],
    ['NotResource matches every resource if its ARN is short', /"NotResource":[^\]}]*"arn:aws:s(?:qs:)?\*"/],
    ['a variable that the request lacks under a negated operator', /\$\{aws:username\}/],
  ],
  pmapper: [
    ['resources compare without case', /:JOBS/],
    ['IfExists is lost in some operators', /IfExists/],
    ['ForAllValues and ForAnyValue with negated operators', /For(?:All|Any)Value/],
    ['several values of one ARN, number or date operator', /"(?:Arn|Numeric|Date|StringNot|NotIp)\w*":\{"[^"]*":\[/],
    ['values of Bool compare with case', /"True"/],
    ['a variable that the request lacks', /\$\{aws:username\}/],
  ],
  moto: [],
}

async function simulate(cases: readonly Case[]): Promise<readonly Answer[]> {
  const file = join(place, 'node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js')
  const { runSimulation } = await import(pathToFileURL(file).href)
  const named = (docs: readonly unknown[]) => docs.map((policy, index) => ({ name: `p${index}`, policy }))
  const answers: Answer[] = []
  for (const one of cases) {
    const { resultType, overallResult } = await runSimulation(
      {
        request: {
          principal: one.principal.arn,
          action: one.action,
          resource: { resource: one.resource, accountId: one.resourceAccount },
          contextVariables: one.context,
        },
        identityPolicies: named(one.identity),
        serviceControlPolicies: one.control.map((level, index) => ({
          orgIdentifier: `ou-${index}`,
          policies: named(level),
        })),
        resourceControlPolicies: [],
        ...(one.boundary ? { permissionBoundaryPolicies: named([one.boundary]) } : {}),
        ...(one.session ? { sessionPolicy: one.session } : {}),
        ...(one.resourcePolicy ? { resourcePolicy: one.resourcePolicy } : {}),
      },
      {},
    )
    // It checks policies before it decides, and refuses `*:*` and wildcards in the name of a service.
    answers.push(
      resultType === 'error'
        ? 'refused'
        : overallResult === 'Allowed'
          ? 'allow'
          : overallResult === 'ExplicitlyDenied'
            ? 'explicit'
            : 'deny',
    )
  }
  return answers
}

function python(cases: readonly Case[]): readonly Answer[] {
  const script = join(import.meta.dirname, 'aws-agreement.py')
  const output = execFileSync(place, [script, oracle], { input: JSON.stringify(cases), maxBuffer: 2 ** 30 })
  return JSON.parse(output.toString('utf8')) as Answer[]
}

const cases = fc.sample(request, { numRuns: Number(count), seed: Number(seed) }).map(reduced)
const theirs = oracle === 'simulate' ? await simulate(cases) : python(cases)
if (record === '--record') {
  const letters = theirs.map((answer) => answer[0]).join('')
  writeFileSync(new URL('../access/aws/agreement.txt', import.meta.url), `${letters.match(/.{1,100}/g)?.join('\n')}\n`)
}
const tally = { agree: 0, sameDecision: 0, unknown: 0, differ: 0, refused: 0, allow: 0 }
const reasons = new Map<string, number>()
for (const [index, one] of cases.entries()) {
  const { answer, explicit } = decideCase(one)
  const ours = answer === 'deny' && explicit ? 'explicit' : answer
  const other = theirs[index] as Answer
  if (other === 'refused') {
    tally.refused++
    continue
  }
  if (other === 'allow') tally.allow++
  if (ours === other) tally.agree++
  else if (answer !== 'unknown' && (ours === 'allow') === (other === 'allow')) tally.sameDecision++
  else {
    const text = JSON.stringify(one)
    const reason = KNOWN[oracle]?.find(([, pattern]) => pattern.test(text))?.[0]
    if (answer === 'unknown') tally.unknown++
    else tally.differ++
    reasons.set(reason ?? 'not explained', (reasons.get(reason ?? 'not explained') ?? 0) + 1)
    if (reason === undefined) process.stdout.write(`ours ${ours}, theirs ${other}: ${text}\n`)
  }
}
process.stdout.write(`${cases.length} cases: ${JSON.stringify(tally)}\n`)
for (const [reason, number] of reasons) process.stdout.write(`${String(number).padStart(6)}  ${reason}\n`)
