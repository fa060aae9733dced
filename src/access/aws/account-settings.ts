import type { Resource } from '../../plan/model.ts'
import { isDefaultProvider, parseUrn } from '../../plan/urn.ts'
import type { Value } from '../../plan/value.ts'
import { subjectOf } from '../directory.ts'
import type { Subject } from '../model.ts'
import { asList, asObject, asText } from '../shape.ts'
import { keepsOthersOut } from './log-bucket.ts'
import { hasOwnKey, letsTrailWrite } from './log-writing.ts'
import { type AwsIndex, providerAccount } from './resources.ts'

/** Something that is declared in an account; `account` is empty where its provider does not say in which one. */
export interface InAccount extends Subject {
  readonly account: string
}

/** Values of a resource by name. What the plan does not show is missing there, and its name is in `unclear`. */
export interface Setting extends InAccount {
  readonly values: { readonly [name: string]: boolean | number | string | readonly string[] }
  readonly unclear: readonly string[]
}

/** What the account as a whole is set to: password policy, trails, analyzers, features of the organisation. */
export interface AccountSettings {
  readonly passwordPolicies: readonly Setting[]
  readonly trails: readonly Setting[]
  readonly analyzers: readonly Setting[]
  readonly rootFeatures: readonly Setting[]
}

/**
 * A resource with its account: the one that its provider says. The default provider, which takes the credentials of the
 * deployment, works in the stack's only account where it says none; any other may lead elsewhere.
 */
export function inAccount(index: AwsIndex, resource: Resource): InAccount {
  const key = resource.provider ?? ''
  const provider = index.byKey.get(key)
  const parts = parseUrn(key)
  const isDefault = key === '' || (parts !== undefined && isDefaultProvider(parts))
  const isSilent = (provider?.inputs['allowedAccountIds'] ?? null) === null
  const assumed = isDefault && isSilent ? index.accounts.account : undefined
  return { ...subjectOf(resource), account: providerAccount(provider) ?? assumed ?? '' }
}

/**
 * Reads the settings that a plan declares. Absent properties have the provider's or the service's default.
 * @param ours numbers of the accounts that the register gives to a stack.
 */
export function accountSettings(index: AwsIndex, ours: readonly string[]): AccountSettings {
  const all = (type: string, values: (resource: Resource) => Values): readonly Setting[] =>
    index.ofType(type).map((resource) => ({ ...inAccount(index, resource), ...split(values(resource)) }))
  return {
    passwordPolicies: all('aws:iam/accountPasswordPolicy:AccountPasswordPolicy', passwordPolicy),
    trails: all('aws:cloudtrail/trail:Trail', (resource) => ({
      ...trail(resource),
      closedBucket: keepsOthersOut(index, resource.inputs['s3BucketName'], ours),
      writableBucket: letsTrailWrite(
        index,
        resource,
        regionOf(index, resource),
        resource.inputs['isOrganizationTrail'] === true,
      ),
      ownKey: hasOwnKey(index, resource, ours),
    })),
    analyzers: all('aws:accessanalyzer/analyzer:Analyzer', (resource) => ({
      type: text(resource.inputs['type'], 'ACCOUNT'),
      region: regionOf(index, resource),
    })),
    rootFeatures: all('aws:iam/organizationsFeatures:OrganizationsFeatures', ({ inputs }) => {
      return { features: texts(inputs['enabledFeatures']) }
    }),
  }
}

/** The region of a resource: its own, or its provider's; undefined where neither is a literal. */
export function regionOf(index: AwsIndex, resource: Resource): string | undefined {
  const own = resource.inputs['region'] ?? null
  return own === null ? asText(index.byKey.get(resource.provider ?? '')?.inputs['region']) : asText(own)
}

type Values = { readonly [name: string]: boolean | number | string | readonly string[] | undefined }

function split(values: Values): Pick<Setting, 'values' | 'unclear'> {
  const known = Object.entries(values).filter((entry): entry is [string, Exclude<Values[string], undefined>] => {
    return entry[1] !== undefined
  })
  const unclear = Object.keys(values).filter((name) => values[name] === undefined)
  return { values: Object.fromEntries(known), unclear: unclear.sort() }
}

function flag(value: Value | undefined, preset: boolean): boolean | undefined {
  if (value === undefined || value === null) return preset
  return typeof value === 'boolean' ? value : undefined
}

function number(value: Value | undefined, preset: number): number | undefined {
  if (value === undefined || value === null) return preset
  return typeof value === 'number' ? value : undefined
}

function text(value: Value | undefined, preset: string): string | undefined {
  return value === undefined || value === null ? preset : asText(value)
}

function texts(value: Value | undefined): readonly string[] | undefined {
  const list = asList(value)
  const items = list.items.map(asText)
  return list.open || items.includes(undefined) ? undefined : (items as string[])
}

/** What the policy leaves out is off, and the shortest password then has six characters (IAM API, UpdateAccountPasswordPolicy). */
function passwordPolicy({ inputs }: Resource): Values {
  return {
    minimumPasswordLength: number(inputs['minimumPasswordLength'], 6),
    passwordReusePrevention: number(inputs['passwordReusePrevention'], 0),
    maxPasswordAge: number(inputs['maxPasswordAge'], 0),
    requireLowercaseCharacters: flag(inputs['requireLowercaseCharacters'], false),
    requireUppercaseCharacters: flag(inputs['requireUppercaseCharacters'], false),
    requireNumbers: flag(inputs['requireNumbers'], false),
    requireSymbols: flag(inputs['requireSymbols'], false),
  }
}

function trail({ inputs }: Resource): Values {
  return {
    enableLogging: flag(inputs['enableLogging'], true),
    isMultiRegionTrail: flag(inputs['isMultiRegionTrail'], false),
    includeGlobalServiceEvents: flag(inputs['includeGlobalServiceEvents'], true),
    enableLogFileValidation: flag(inputs['enableLogFileValidation'], false),
    isOrganizationTrail: flag(inputs['isOrganizationTrail'], false),
    managementEvents: managementEvents(inputs),
  }
}

/**
 * Whether a trail records every management event. Without selectors it does; basic selectors can leave out reads, writes,
 * or the events of a service; an advanced one does if it asks for the category Management and nothing else (CloudTrail
 * API, EventSelector and AdvancedEventSelector).
 */
function managementEvents(inputs: Resource['inputs']): boolean | undefined {
  const basic = asList(inputs['eventSelectors'])
  const advanced = asList(inputs['advancedEventSelectors'])
  if (basic.open || advanced.open) return undefined
  if (basic.items.length === 0 && advanced.items.length === 0) return true
  const each = [...basic.items.map(ofBasic), ...advanced.items.map(ofAdvanced)]
  return each.includes(true) ? true : each.includes(undefined) ? undefined : false
}

function ofBasic(item: Value): boolean | undefined {
  const selector = asObject(item)
  const without = texts(selector.get('excludeManagementEventSources'))
  const wanted = flag(selector.get('includeManagementEvents'), true)
  const type = text(selector.get('readWriteType'), 'All')
  if (wanted === false || (type !== undefined && type !== 'All') || (without ?? []).length > 0) return false
  return selector.open || wanted === undefined || type === undefined || without === undefined ? undefined : true
}

function ofAdvanced(item: Value): boolean | undefined {
  const selector = asObject(item)
  const fields = asList(selector.get('fieldSelectors'))
  if (selector.open || fields.open) return undefined
  const read = fields.items.map((field) => asObject(field))
  if (read.some((field) => asText(field.get('field')) === undefined)) return undefined
  // Every further field makes the selector narrower.
  const [only, ...further] = read
  if (only === undefined || further.length > 0 || only.get('field') !== 'eventCategory') return false
  const equals = texts(only.get('equals'))
  return equals === undefined ? undefined : equals.includes('Management')
}
