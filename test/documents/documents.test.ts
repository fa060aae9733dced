import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { strFromU8, unzipSync } from 'fflate'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/cli.ts'
import type { DocumentData } from '../../src/documents/data.ts'
import { buildDocuments, DOCUMENT_NAMES, FORMATS, renderDocument } from '../../src/documents/index.ts'
import { cellText, type Document } from '../../src/documents/model.ts'
import type { Register } from '../../src/register/model.ts'
import { readRegister, registerAt } from '../../src/register/read.ts'
import { workplace } from '../workplace.ts'

const NOW = '2026-11-27T12:00:00Z'
const RULES: DocumentData['rules'] = [
  { id: 'entra.mfa_all_users', title: 'MFA', controls: ['A.5.17', 'A.8.5'], mode: 'enforced' },
]
const MAPPING: DocumentData['mapping'] = {
  standard: 'ISO/IEC 27001:2022',
  controls: [{ id: 'A.5.18', title: 'Rights', records: ['access-review'] }],
  clauses: [],
}
const EXAMPLE = readRegister(workplace(), 'stacks/register')
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const HOSTILE = '<img src=x onerror=alert(1)> | [x](javascript:alert(1)) @everybody \u202e'

function build(register: Register = EXAMPLE, names: readonly string[] = []): readonly Document[] {
  return buildDocuments(
    { now: NOW, register: registerAt(register, NOW), rules: RULES, mapping: MAPPING, provenance: ['As of now.'] },
    names,
  )
}

/** The first service changed. */
function withService(change: (service: Register['services'][number]) => Register['services'][number]): Register {
  const [first, ...rest] = EXAMPLE.services
  if (first === undefined) throw new Error('no service')
  return { ...EXAMPLE, services: [change(first), ...rest] }
}

function rowsOf(document: Document | undefined, table: string): readonly (readonly string[])[] {
  return (document?.tables.find(({ id }) => id === table)?.rows ?? []).map((row) => row.map(cellText))
}

const text = (data: string | Uint8Array | undefined): string =>
  typeof data === 'string' ? data : data === undefined ? '' : Buffer.from(data).toString('latin1')

describe('documents', () => {
  test('every document has every format, and the same bytes twice', async () => {
    for (const document of build()) {
      for (const format of FORMATS) {
        const files = await renderDocument(document, format)
        expect(files.size).toBeGreaterThan(0)
        expect(await renderDocument(document, format)).toEqual(files)
        for (const [name, data] of files) {
          expect(name.startsWith(document.id)).toBe(true)
          expect(data.length).toBeGreaterThan(20)
        }
      }
    }
    expect(build().map(({ id }) => id)).toEqual(DOCUMENT_NAMES)
  })

  test('each table has unique ids, and rows as wide as its columns', () => {
    for (const document of build()) {
      const ids = document.tables.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const table of document.tables)
        for (const row of table.rows) expect(row, `${document.id} ${table.id}`).toHaveLength(table.columns.length)
    }
  })

  test('what is missing is said', () => {
    const bare = withService(({ id, name, purpose, status, criticality, critical, manages }) => ({
      id,
      name,
      purpose,
      status,
      criticality,
      critical,
      manages,
    }))
    const [services, , risks, responsibility, data] = build(bare)
    expect(rowsOf(services, 'gaps').map((row) => row[2])).toEqual([
      'an owner',
      'a vendor',
      'which data is in it',
      'where its data is',
      'a risk assessment',
      'who is responsible for what',
      'how people sign in',
      'where its logs are',
      'how it is backed up',
      'since when it is used',
      'a contract',
      'a way out',
    ])
    expect(rowsOf(risks, 'risks')[0]?.slice(0, 3)).toEqual(['Kontora Finance', 'not stated', 'not stated'])
    expect(responsibility?.tiles.at(-1)).toEqual(['Without a named role', 8])
    expect(rowsOf(data, 'services')[0]).toEqual(['Kontora Finance', ...Array.from({ length: 6 }, () => 'not stated')])
  })

  test('an owner who left, data where it may not be, a vendor evaluated after first use', () => {
    const register: Register = {
      ...withService((service) => ({
        ...service,
        owner: 'malte-jessen',
        location: { storedIn: ['US'], accessedFrom: ['DE'] },
        firstUsedOn: '2020-09-01',
      })),
    }
    const documents = build(register)
    const find = (id: string): Document | undefined => documents.find((one) => one.id === id)
    expect(rowsOf(find('service-register'), 'services')[0]?.[2]).toBe('Malte Jessen, left on 2026-08-31')
    expect(rowsOf(find('data-classification'), 'where-it-may-not-be')).toEqual([
      ['Kontora Finance', 'Bank details of employees and suppliers', 'Restricted', 'the class may not be stored in US'],
    ])
    expect(
      rowsOf(find('vendor-overview'), 'vendors')
        .find(([name]) => name === 'Kontora eG')
        ?.at(-1),
    ).toBe('Kontora Finance: 13 d late')
  })

  test('the register is data: no markup, no formula, no direction', async () => {
    const register = withService((service) => ({
      ...service,
      name: HOSTILE,
      purpose: '=HYPERLINK("http://x")',
      logging: { sink: '+1+cmd|x', retentionDays: 1 },
      exit: { plan: '\t=1' },
    }))
    const [document] = build(register, ['service-register'])
    if (document === undefined) throw new Error('no document')
    const [markdown, html, csv, xlsx] = await Promise.all(FORMATS.map((format) => renderDocument(document, format)))
    expect(text(markdown?.get('service-register.md'))).not.toMatch(/<img|\[x\]\(javascript|@everybody|\u202e/)
    expect(text(html?.get('service-register.html'))).not.toMatch(/<img|<script|\u202e/)
    expect(csv?.get('service-register.services.csv')).toContain(`"'=HYPERLINK(""http://x"")"`)
    expect(csv?.get('service-register.protection.csv')).toContain(`"'+1+cmd|x"`)
    const files = unzipSync(xlsx?.get('service-register.xlsx') as Uint8Array)
    for (const [name, data] of Object.entries(files)) {
      const part = strFromU8(data)
      if (name.startsWith('xl/worksheets/')) expect(part).not.toMatch(/<f>|<f /)
      expect(part).not.toContain('\u202e')
    }
    expect(Object.keys(files)).toContain('xl/sharedStrings.xml')
  })

  test('an unknown name is refused with the nearest one', async () => {
    expect(() => build(EXAMPLE, ['risk-registre'])).toThrow('did you mean risk-register?')
  })

  test('the command needs a place to write to', async () => {
    expect(await main(['documents'])).toBe(2)
  })
})

describe.skipIf(CHROMIUM === undefined)('the pages in Chromium (skipped where Chromium is missing)', () => {
  test('open from file://, ask for nothing, meet WCAG 2.2 AA, print', {
    timeout: 120_000,
  }, async () => {
    const root = mkdtempSync(join(tmpdir(), 'gatehouse-documents-'))
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] })
    try {
      const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 390, height: 800 } })
      // One list and one matrix: the other pages are made of the same parts.
      for (const document of build(EXAMPLE, ['risk-register', 'shared-responsibility'])) {
        const page = await context.newPage()
        const requests: string[] = []
        const complaints: string[] = []
        page.on('request', (request) => requests.push(request.url()))
        page.on('console', (message) => complaints.push(message.text()))
        const file = join(root, `${document.id}.html`)
        writeFileSync(file, text((await renderDocument(document, 'html')).get(`${document.id}.html`)), 'utf8')
        await page.goto(`file://${file}`)
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze()
        expect(violations.map((one) => `${document.id} ${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
        await page.keyboard.press('Tab')
        expect(await page.locator(':focus').textContent()).toBe('Skip to the tables')
        expect(requests).toHaveLength(1)
        expect(complaints).toEqual([])
        expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(5000)
        await page.close()
      }
    } finally {
      await browser.close()
      rmSync(root, { recursive: true })
    }
  })
})
