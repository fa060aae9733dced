import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { matches } from '../access/facts.ts'
import { AppError } from '../errors.ts'
import { readPlainFile } from '../evidence/plain.ts'
import { DEFAULT_MAX_BYTES, readInput, requireDirectory, resolvePath, type Workplace } from '../files.ts'
import { grantedPrivileges, readParameters } from '../gate/parameters.ts'
import { OWN_POLICIES } from '../gate/sources.ts'
import { byCodeUnit, sha256 } from '../json.ts'
import { readPlan } from '../plan/read.ts'
import type { GivenList } from '../records/drafts/draft.ts'
import { readGivenList } from '../records/given-list.ts'
import type { KindName } from '../records/kinds.ts'
import { type KnownPlan, knownAccess } from '../records/known-access.ts'
import { readableRecords, worldOf } from '../records/read.ts'
import type { Register, RegisterAt } from '../register/model.ts'
import { readDeclarations, registerAt } from '../register/read.ts'
import { planDirectory } from './plan-source.ts'

/** Where a record's facts come from, as the user said it. */
export interface SourceOptions {
  readonly program?: string
  readonly register?: string
  readonly parameters?: string
  readonly plan: readonly string[]
  readonly stack: readonly string[]
  readonly list: readonly string[]
}

/** The directory of the register. @throws AppError `not-found`. */
export function registerDirectory(place: Workplace, options: Pick<SourceOptions, 'program' | 'register'>): string {
  const directory = options.register ?? join(options.program ?? '.', 'stacks/register')
  requireDirectory(place, directory, 'the directory of the register, such as stacks/register')
  return directory
}

/** The register with the records that can be read. @throws AppError of the register's other files. */
export function readOwnRegister(place: Workplace, directory: string): Register {
  return { ...readDeclarations(place, directory), records: readableRecords(place, directory) }
}

/** What plans and lists say about who has access; planned only for the kinds that need it. */
export async function gather(
  place: Workplace,
  options: SourceOptions,
  kind: KindName,
  about: string | undefined,
  register: Register,
  now: string,
): Promise<{ readonly plans: readonly KnownPlan[]; readonly lists: readonly GivenList[] }> {
  const world = worldOf(register)
  const lists = options.list.map((path) => readGivenList(place, path, world))
  if (!PLANNED.has(kind)) return { plans: [], lists }
  const day = registerAt(register, now)
  const root = requireDirectory(place, options.program ?? '.', 'the directory of Pulumi.yaml')
  const parameters = readParameters(
    place,
    join(existsSync(join(root, 'policies/parameters.yaml')) ? join(root, 'policies') : OWN_POLICIES, 'parameters.yaml'),
    options.parameters === undefined ? undefined : resolvePath(place, options.parameters),
  )
  const privilegedRoles = grantedPrivileges(parameters)
  const known: KnownPlan[] = options.plan.map((path) =>
    knownAccess(readPlan(readInput(place, path), path), day, { now, privilegedRoles }),
  )
  for (const stack of stacksToPlan(options, kind, about, day, root)) {
    const plan = await planDirectory(place, { stack, maxBytes: DEFAULT_MAX_BYTES }, root)
    known.push(knownAccess(plan, day, { now, privilegedRoles }))
  }
  return { plans: known.sort((a, b) => byCodeUnit(a.stack, b.stack)), lists }
}

/** Kinds that list who has access. */
const PLANNED: ReadonlySet<KindName> = new Set(['access-review', 'admin-review', 'offboarding'])

/** The stacks that were named, or those that may hold access to the service; none where plans or no program are given. */
function stacksToPlan(
  { stack, plan }: SourceOptions,
  kind: KindName,
  about: string | undefined,
  register: RegisterAt,
  root: string,
): readonly string[] {
  if (stack.length > 0 && plan.length > 0) {
    throw new AppError('usage', '--plan and --stack exclude each other', {
      expected: 'the plans that were made elsewhere, or the stacks to plan now',
      fix: 'give one of them',
    })
  }
  if (stack.length > 0) return stack
  if (plan.length > 0 || !existsSync(join(root, 'Pulumi.yaml'))) return []
  const service = register.services.find(({ id }) => id === about)
  return Object.entries(register.stacks)
    .filter(([, { types }]) => {
      if (kind !== 'access-review') return true
      return types.some((type) => service?.manages.types.some((pattern) => matches(pattern, type)))
    })
    .map(([name]) => name)
}

/** SHA-256 of a plain file in the folder of a record; undefined where there is none. A link may lead out of the repository. */
export function digestIn(folder: string): (file: string) => string | undefined {
  return (file) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(file)) return undefined
    const bytes = readPlainFile(dirname(folder), `${basename(folder)}/${file}`)
    return 'message' in bytes ? undefined : sha256(bytes)
  }
}
