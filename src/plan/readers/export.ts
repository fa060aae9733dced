import { AppError } from '../../errors.ts'
import { byCodeUnit, isObject, type JsonObject } from '../../json.ts'
import type { Plan } from '../model.ts'
import { PLAN_SCHEMA } from '../model.ts'
import { shortName } from '../urn.ts'
import { lackOfSources, projectAndStack } from './common.ts'
import { danglingReferences } from './completeness.ts'
import { reader, readState, type State, toResource, wrong } from './state.ts'

/** Versions of the deployment format that are read (pulumi, apitype: DeploymentV3, and 4 which adds `features`). */
const VERSIONS: readonly unknown[] = [3, 4]

/**
 * Reads what `pulumi stack export` prints: the state of a stack as it was last deployed. Every resource is `same`;
 * there are no changes. Secrets stay closed: ciphertexts are dropped.
 * @throws AppError `malformed`, `unsupported-version`.
 */
export function readExport(raw: JsonObject, file: string): Plan {
  if (!VERSIONS.includes(raw['version'])) {
    throw new AppError('unsupported-version', `this is a stack export of version ${JSON.stringify(raw['version'])}`, {
      place: { file },
      expected: `version ${VERSIONS.join(' or ')}`,
      fix: 'export the stack again with a current Pulumi command line',
    })
  }
  const deployment = isObject(raw['deployment']) ? raw['deployment'] : {}
  const list = deployment['resources'] ?? []
  if (!Array.isArray(list)) throw wrong(file, 'deployment.resources', 'a list of resources')
  const states = list.map((entry: unknown, index) => {
    const where = `deployment.resources[${index}]`
    return readState(entry, isObject(entry) ? String(entry['urn']) : '', file, where)
  })
  const live = states.filter((state) => !state.pendingDelete && !state.pendingReplacement)
  refuseDuplicates(live, file)
  const resources = live.map((state) => toResource(state, state.external ? 'read' : 'same', state.computed))
  const reasons = interruptions(states, deployment, file).concat(
    danglingReferences(resources, new Set(live.map((state) => state.urn))),
  )
  const manifest = reader(deployment, file, 'deployment').object('manifest')
  return {
    schema: PLAN_SCHEMA,
    ...projectAndStack(
      states.map((state) => state.urn),
      file,
    ),
    origin: { kind: 'export', version: String(manifest['version'] ?? ''), sandbox: 'not-run' },
    completeness: { status: reasons.length > 0 ? 'partial' : 'full', reasons },
    lacks: ['changes', ...lackOfSources(resources)],
    config: {},
    resources,
    changes: [],
    invokes: [],
    diagnostics: [],
  }
}

function refuseDuplicates(states: readonly State[], file: string): void {
  const seen = new Set<string>()
  for (const { urn } of states) {
    if (seen.has(urn)) {
      throw new AppError('malformed', `${shortName(urn)} stands twice in the export`, {
        place: { file },
        fix: 'correct the state with "pulumi state edit", then export it again',
      })
    }
    seen.add(urn)
  }
}

/** What an interrupted update left behind: objects that exist beside what the state declares, or no longer do. */
function interruptions(
  states: readonly State[],
  deployment: { readonly [key: string]: unknown },
  file: string,
): string[] {
  const pending = deployment['pending_operations'] ?? []
  if (!Array.isArray(pending)) throw wrong(file, 'deployment.pending_operations', 'a list of operations')
  const operations = pending.map((entry: unknown) => {
    const resource = isObject(entry) && isObject(entry['resource']) ? entry['resource'] : {}
    return `an update was interrupted while it was ${isObject(entry) ? String(entry['type']) : 'changing'} ${shortName(String(resource['urn']))}`
  })
  const left = states.filter((state) => state.pendingDelete || state.pendingReplacement)
  return [
    ...operations,
    ...left.map((state) =>
      state.pendingDelete
        ? `an object that ${shortName(state.urn)} replaced is still waiting for its deletion`
        : `${shortName(state.urn)} is deleted and waiting for its replacement`,
    ),
  ].sort(byCodeUnit)
}
