import type { StackEntry } from './model.ts'

/** Writes faults down with the place of a JSON pointer in one file. */
export type Report = (
  pointer: string,
  message: string,
  details?: { readonly expected?: string; readonly fix?: string },
) => void

/** What a file says, and where to report about it. */
export interface Part<Content> {
  readonly content: Content
  readonly report: Report
}

/** Faults of stacks.yaml: two owners of one thing, and an organisation that no other stack answers for. */
export function stacksFaults({
  content: { stacks },
  report,
}: Part<{ readonly stacks: { readonly [name: string]: Partial<StackEntry> } }>): void {
  const owners = new Map<string, string>()
  for (const [name, stack] of Object.entries(stacks)) {
    organizationFaults(name, stacks, report)
    for (const kind of ['tenants', 'accounts'] as const) {
      for (const [index, id] of (stack[kind] ?? []).entries()) {
        const owner = owners.get(`${kind} ${id}`)
        if (owner !== undefined) {
          report(`/stacks/${name}/${kind}/${index}`, `${id} is already owned by the stack ${owner}`, {
            expected: 'one owner for each tenant and each account',
            fix: 'leave it at one of the two stacks',
          })
        } else owners.set(`${kind} ${id}`, name)
      }
    }
  }
}

/** What holds for an organisation is declared in one place, by a stack that owns an account of it. */
function organizationFaults(
  name: string,
  stacks: { readonly [name: string]: Partial<StackEntry> },
  report: Report,
): void {
  const organization = stacks[name]?.organization
  if (organization === undefined) return
  const other = Object.hasOwn(stacks, organization) ? stacks[organization] : undefined
  const isHead = organization !== name && (other?.accounts ?? []).length > 0 && other?.organization === undefined
  if (isHead) return
  report(`/stacks/${name}/organization`, `${organization} is no other stack that answers for an organisation`, {
    expected: 'another stack of this file that owns an account and has no organization itself',
    fix: 'name the stack that owns the management account, or leave organization out',
  })
}
