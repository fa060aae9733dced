import type { Location, Log, PhysicalLocation, ReportingDescriptor, Result as SarifResult, ToolComponent } from 'sarif'
import { controlText } from '../gate/control-titles.ts'
import type { Decision, RuleSummary, Severity } from '../gate/decision.ts'
import { countExceptions } from '../gate/exception-counts.ts'
import { rulePage } from '../gate/rule-page.ts'
import { prettyJson, sha256 } from '../json.ts'
import type { Source } from '../plan/model.ts'
import { clip, relativeUri, unwrap, visible } from './escape.ts'
import { allRules, type Finding, firstOf, resourceName, sortFindings } from './findings.ts'
import type { RenderOptions } from './options.ts'

type SarifOptions = Pick<RenderOptions, 'version' | 'exitCode' | 'sourceUrl'>

/** The address that the schema of SARIF 2.1.0 with errata 01 gives as its `id`. */
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** GitHub reads above 9.0 as critical, from 7.0 high, from 4.0 medium, above 0 low (its "SARIF support" page). */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
}

/** The standard that the controls are of; its titles here are our own words. */
const TAXONOMY = 'ISO/IEC 27001:2022'

/** Where a result about the whole stack points: code scanning refuses a result without a file. */
const STACK_FILE = 'Pulumi.yaml'

/**
 * The decision as SARIF 2.1.0 for code scanning.
 *
 * Only findings become results. `kind: pass` and `kind: open` exist in the standard, but GitHub shows every result as a
 * problem whatever its kind (microsoft/PSRule#955), so what passed is counted in the rule's properties. A result that
 * does not block because of an exception or the baseline carries a suppression and the level `note`: GitHub ignores
 * suppressions (github/codeql-action#1230) and must not turn red by it. `unknown` is an error like `fail`, as it denies.
 */
export function renderSarif(decision: Decision, options: SarifOptions): string {
  const findings = sortFindings(decision)
  const rules = allRules(decision)
  const index = new Map(rules.map((rule, at) => [rule.id, at]))
  const seen = new Map<string, number>()
  const taxa = Object.entries(decision.controlTitles ?? {})
  const result = (level: SarifResult.level) => (finding: Finding) => sarifResult(finding, level, index, seen)
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Gatehouse',
            version: options.version,
            semanticVersion: options.version,
            rules: rules.map((rule) => descriptor(rule, decision, taxa, options.sourceUrl)),
            ...(taxa.length === 0 ? {} : { supportedTaxonomies: [{ name: TAXONOMY, index: 0 }] }),
          },
        },
        ...(taxa.length === 0 ? {} : { taxonomies: [taxonomy(taxa)] }),
        automationDetails: { id: `gatehouse/${encodeId(decision.project)}/${encodeId(decision.stack)}/` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the checkout.' } } },
        invocations: [
          { executionSuccessful: true, exitCode: options.exitCode, exitCodeDescription: text(decision.reason) },
        ],
        results: [
          ...findings.blocking.map(result('error')),
          ...findings.advisory.map(result('warning')),
          ...findings.tolerated.map(result('note')),
          ...findings.excepted.map(result('note')),
        ],
        properties: {
          decision: decision.decision,
          now: decision.now,
          digests: decision.digests,
          exceptions: countExceptions(decision.exceptions),
        },
      },
    ],
  }
  return prettyJson(log)
}

type Taxa = readonly (readonly [id: string, title: string])[]

function taxonomy(taxa: Taxa): ToolComponent {
  return {
    name: TAXONOMY,
    organization: 'ISO',
    shortDescription: { text: 'Controls of Annex A, with titles in our own words.' },
    taxa: taxa.map(([id, title]) => ({ id: text(id), shortDescription: { text: text(title) } })),
  }
}

function relationships(controls: readonly string[], taxa: Taxa): Pick<ReportingDescriptor, 'relationships'> {
  const named = taxa.flatMap(([id], index) => (controls.includes(id) ? [{ id: text(id), index }] : []))
  if (named.length === 0) return {}
  const toolComponent = { name: TAXONOMY, index: 0 }
  return { relationships: named.map((target) => ({ target: { ...target, toolComponent }, kinds: ['relevant'] })) }
}

function descriptor(
  rule: RuleSummary,
  decision: Decision,
  taxa: Taxa,
  sourceUrl: string | undefined,
): ReportingDescriptor {
  const remediation = decision.results.find(
    (result) => result.rule === rule.id && result.remediation !== '',
  )?.remediation
  const controls = rule.controls.map(text)
  const titled = rule.controls.map((id) => text(controlText(decision.controlTitles ?? {}, id)))
  const page = rulePage(rule.id)
  const help = text(remediation ?? rule.title)
  return {
    id: text(rule.id),
    name: pascalCase(text(rule.id)),
    shortDescription: { text: text(rule.title) },
    fullDescription: {
      text: controls.length > 0 ? `${text(rule.title)} (${TAXONOMY} ${titled.join(', ')})` : text(rule.title),
    },
    help: { text: page === undefined ? help : `${help}\nSee ${page}.` },
    ...(page === undefined || sourceUrl === undefined ? {} : { helpUri: `${sourceUrl}${page}` }),
    ...relationships(rule.controls, taxa),
    defaultConfiguration: { level: rule.mode === 'enforced' ? 'error' : 'warning' },
    properties: {
      tags: [...new Set(['security', `severity/${rule.severity}`, ...controls])],
      'security-severity': SECURITY_SEVERITY[rule.severity],
      mode: rule.mode,
      status: rule.status,
      examined: rule.examined,
    },
  }
}

function sarifResult(
  finding: Finding,
  level: SarifResult.level,
  index: ReadonlyMap<string, number>,
  seen: Map<string, number>,
): SarifResult {
  const fingerprint = fingerprintOf(finding, seen)
  const at = index.get(finding.rule)
  return {
    ruleId: text(finding.rule),
    ...(at === undefined ? {} : { ruleIndex: at }),
    kind: 'fail',
    level,
    message: { text: messageText(finding) },
    locations: [location(finding)],
    ...(finding.related === undefined ? {} : { relatedLocations: relatedLocations(finding.related) }),
    partialFingerprints: { 'gatehouse/v1': fingerprint, primaryLocationLineHash: `${fingerprint.slice(0, 32)}:1` },
    suppressions: suppressions(finding),
    properties: { status: finding.status, severity: finding.severity, affected: finding.affected.map(text) },
  }
}

function messageText(finding: Finding): string {
  const { names, more } = firstOf(finding.affected, 10)
  const who = names.length === 0 ? '' : `\nWho: ${names.map(text).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const nearest = finding.nearest === undefined ? '' : `\nNearest: ${text(finding.nearest)}`
  const unknown = finding.status === 'unknown' ? 'Cannot be decided: ' : ''
  // `[text](target)` would be an embedded link (SARIF 2.1.0, 3.11.6).
  return `${unknown}${text(finding.message)}${who}${nearest}\nFix: ${text(finding.remediation)}`.replace(
    /[\\[\]]/g,
    '\\$&',
  )
}

function location(finding: Finding): Location {
  const name = text(resourceName(finding.resource))
  return {
    physicalLocation: physical(finding.source ?? { file: STACK_FILE, line: 1 }),
    ...(name === ''
      ? {}
      : { logicalLocations: [{ name, fullyQualifiedName: text(finding.resource), kind: 'resource' }] }),
  }
}

function relatedLocations(sources: readonly Source[]): Location[] {
  const unique = new Map(sources.map((source) => [JSON.stringify(physical(source)), source]))
  return [...unique.values()].map((source, id) => ({
    id,
    physicalLocation: physical(source),
    message: { text: 'The component that declares it.' },
  }))
}

function physical(source: Source): PhysicalLocation {
  const uri = relativeUri(source.file)
  return {
    artifactLocation: { uri: uri ?? STACK_FILE, uriBaseId: '%SRCROOT%' },
    region: uri === undefined ? { startLine: 1 } : region(source),
  }
}

function region(source: Source): { startLine: number; startColumn?: number } {
  return { startLine: source.line, ...(source.column === undefined ? {} : { startColumn: source.column }) }
}

/**
 * The id of the finding, which holds neither line nor text, so that an alert stays when code moves or a name changes.
 * Equal ids are told apart by their number. GitHub compares only `primaryLocationLineHash`.
 */
function fingerprintOf(finding: Finding, seen: Map<string, number>): string {
  const identity = finding.finding.toWellFormed()
  const number = seen.get(identity) ?? 0
  seen.set(identity, number + 1)
  return sha256(number === 0 ? identity : `${identity}#${number}`)
}

/** SARIF 2.1.0, 3.27.23: all results of a run say whether they are suppressed, or none does. */
function suppressions(finding: Finding): NonNullable<SarifResult['suppressions']> {
  if (finding.status === 'excepted') {
    const ids = finding.exceptions.map(text).join(', ')
    return [{ kind: 'external', status: 'accepted', justification: `Exception ${ids}` }]
  }
  if (finding.baselineUntil === undefined) return []
  return [
    {
      kind: 'external',
      status: 'accepted',
      justification: `On the baseline list until ${text(finding.baselineUntil)}`,
    },
  ]
}

function pascalCase(id: string): string {
  return id.replace(/(^|[._-])([A-Za-z0-9])/g, (_match, _separator, letter: string) => letter.toUpperCase())
}

function encodeId(name: string): string {
  return encodeURIComponent(name.toWellFormed())
}

function text(value: string): string {
  return clip(visible(unwrap(value)), 2000)
}
