import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { BUILT_IN_ROLES } from '../../src/plan/provider-types/directory-roles.ts'

type Values = Record<string, unknown>

/** One object of the emulated directory, in the words of the provider. */
export interface DirectoryObject {
  readonly type: string
  readonly label: string
  readonly urn: string
  readonly inputs: Values
  readonly state: Values
}

/** Who acts: an application (the deployment) or a user (somebody in the portal). */
export interface Actor {
  readonly user?: { readonly id: string; readonly userPrincipalName: string }
  readonly app?: { readonly appId: string; readonly displayName: string }
}

/** What the file holds. */
export interface Content {
  objects: Record<string, DirectoryObject>
  /** How many objects each URN has had. */
  made: Record<string, number>
  audits: Values[]
  /** While true, every access fails, as a service that is down. */
  down?: boolean
  /** Fail the creation and the update of objects with these labels. */
  refuse?: string[]
}

const DEPLOYMENT: Actor = { app: { appId: '99999999-8888-4777-8666-555555555555', displayName: 'deployment' } }
const CLASS: Readonly<Record<string, string>> = { group: 'Group', user: 'User', conditionalAccessPolicy: 'Policy' }
const FIRST = Date.parse('2026-11-23T08:00:00Z')

/** The emulated directory. */
export interface Directory {
  readonly count: (urn: string) => number
  readonly templateOf: (displayName: string) => string | undefined
  readonly read: (id: string) => DirectoryObject | undefined
  readonly find: (label: string) => string
  readonly objects: () => Readonly<Record<string, DirectoryObject>>
  readonly audits: () => readonly Values[]
  readonly create: (id: string, object: DirectoryObject) => void
  readonly update: (id: string, inputs: Values, state: Values) => void
  readonly patch: (id: string, values: Values) => void
  readonly remove: (id: string) => void
  readonly set: (values: Pick<Content, 'down' | 'refuse'>) => void
}

/**
 * An emulated directory in one file, so that a preview, an update and a refresh in several processes see one. Every
 * change leaves an audit entry in the form of Microsoft Graph (`auditLogs/directoryAudits`), one second after the last.
 */
export function openDirectory(file: string, actor: Actor = DEPLOYMENT): Directory {
  const load = (): Content =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Content) : { objects: {}, made: {}, audits: [] }
  const locked = <T>(change: (content: Content) => T): T => {
    const release = lock(`${file}.lock`)
    try {
      const content = load()
      const answer = change(content)
      writeFileSync(`${file}.new`, JSON.stringify(content, null, 1))
      renameSync(`${file}.new`, file)
      return answer
    } finally {
      release()
    }
  }
  const refuseDown = (content: Content, label?: string): void => {
    if (content.down) throw new Error('503 Service Unavailable: the directory cannot be reached')
    if (label !== undefined && content.refuse?.includes(label)) throw new Error(`403 Forbidden: ${label}`)
  }
  const audit = (
    content: Content,
    activity: string,
    id: string,
    object: DirectoryObject,
    before: Values | undefined,
  ) => {
    const changed = Object.keys({ ...before, ...object.state }).filter(
      (key) => JSON.stringify(before?.[key]) !== JSON.stringify(object.state[key]),
    )
    content.audits.push({
      id: `Directory_${content.audits.length + 1}`,
      activityDateTime: new Date(FIRST + content.audits.length * 1000).toISOString(),
      activityDisplayName: `${activity} ${object.type.split(':').at(-1)}`,
      category: 'DirectoryManagement',
      result: 'success',
      initiatedBy: { user: actor.user ?? null, app: actor.app ?? null },
      targetResources: [
        {
          id: id.split('/').at(-1),
          displayName: object.state['displayName'] ?? null,
          type: CLASS[object.type.split('/')[1]?.split(':')[0] ?? ''] ?? 'Other',
          modifiedProperties: changed
            .filter((key) => key !== 'password')
            .map((key) => ({
              displayName: key,
              oldValue: JSON.stringify(before?.[key] ?? null),
              newValue: JSON.stringify(object.state[key] ?? null),
            })),
        },
      ],
    })
  }
  return {
    count: (urn: string): number => load().made[urn] ?? 0,
    templateOf: (displayName: string): string | undefined =>
      [...BUILT_IN_ROLES].find(([, role]) => role === displayName)?.[0],
    read: (id: string): DirectoryObject | undefined => {
      const content = load()
      refuseDown(content)
      return content.objects[id]
    },
    find: (label: string): string =>
      Object.entries(load().objects).find(([, object]) => object.label === label)?.[0] ?? '',
    objects: (): Readonly<Record<string, DirectoryObject>> => load().objects,
    audits: (): readonly Values[] => load().audits,
    create: (id: string, object: DirectoryObject): void =>
      locked((content) => {
        refuseDown(content, object.label)
        content.objects[id] = object
        content.made[object.urn] = (content.made[object.urn] ?? 0) + 1
        audit(content, 'Add', id, object, undefined)
      }),
    update: (id: string, inputs: Values, state: Values): void =>
      locked((content) => {
        const before = content.objects[id]
        refuseDown(content, before?.label)
        if (before === undefined) throw new Error(`404 Not Found: ${id}`)
        const after = { ...before, inputs, state }
        content.objects[id] = after
        audit(content, 'Update', id, after, before.state)
      }),
    /** Changes some properties of an object, as somebody does in the portal. */
    patch: (id: string, values: Values): void =>
      locked((content) => {
        const before = content.objects[id]
        if (before === undefined) throw new Error(`404 Not Found: ${id}`)
        const after = { ...before, inputs: { ...before.inputs, ...values }, state: { ...before.state, ...values } }
        content.objects[id] = after
        audit(content, 'Update', id, after, before.state)
      }),
    remove: (id: string): void =>
      locked((content) => {
        refuseDown(content)
        const before = content.objects[id]
        if (before === undefined) return
        delete content.objects[id]
        audit(content, 'Delete', id, { ...before, state: {} }, before.state)
      }),
    set: (values: Pick<Content, 'down' | 'refuse'>): void => locked((content) => void Object.assign(content, values)),
  }
}

/** Several processes write; the file is held for moments only. */
function lock(path: string): () => void {
  for (let tries = 0; ; tries++) {
    try {
      closeSync(openSync(path, 'wx'))
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (tries > 2000) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
