import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { archiveChange } from '../../src/evidence/archive.ts'
import { type Report, readReport } from '../../src/report/model.ts'
import { renderReport } from '../../src/report/render.ts'
import { describeChanges, typeInWords } from '../../src/report/words.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { writeAtomic } from '../../src/write.ts'
import {
  archive,
  buildArchive,
  buildChange,
  buildKeys,
  buildPlan,
  denial,
  newDirectory,
  OPTIONS,
  target,
} from '../evidence/builders.ts'

const keys = buildKeys()
const read = (root: string, size?: number): Report => {
  const report = readReport(root, size)
  if (typeof report === 'string') throw new Error(report)
  return report
}
const store = (root: string, report: Report): void => {
  for (const [name, text] of renderReport(report, '..')) writeAtomic(join(root, 'reports', name), text)
}
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const HOSTILE = '<img src=x onerror=alert(1)> | [x](javascript:alert(1)) `y` =cmd|x "q" \u202e'

async function hostile(): Promise<string> {
  const root = newDirectory()
  const decided = (): object => ({
    ...denial(buildPlan()),
    reason: `=HYPERLINK("http://x") ${HOSTILE}`,
    results: [
      {
        ...denial(buildPlan()).results?.[0],
        message: HOSTILE,
        affected: [HOSTILE],
        remediation: HOSTILE,
        nearest: HOSTILE,
      },
    ],
    exceptions: [{ id: '-2+3', rule: HOSTILE, owner: HOSTILE, expiresOn: '2027-01-01', state: 'live', used: true }],
  })
  const [first, ...rest] = buildPlan().resources
  if (!first) throw new Error('no resource')
  await archive(
    root,
    keys,
    buildChange(1, undefined, decided, {
      resources: [{ ...first, inputs: { ...first.inputs, displayName: HOSTILE } }, ...rest],
    }),
  )
  return root
}

describe('report', () => {
  test('the same archive gives the same bytes, and verify compares them', async () => {
    const root = await buildArchive(keys, 4)
    const report = read(root)
    expect(renderReport(report, '..')).toEqual(renderReport(read(root), '..'))
    store(root, report)
    const check = (): string | undefined =>
      verifyArchive(root, keys.trust, undefined).checks.find((one) => one.id === 'reports')?.status
    expect(check()).toBe('pass')
    writeAtomic(join(root, 'reports/changes.csv'), 'nothing was denied\n')
    expect(check()).toBe('fail')
  })

  test('an older report does not verify when the log has grown; a report can still be made of its beginning', async () => {
    const root = await buildArchive(keys, 2)
    store(root, read(root))
    await archive(root, keys, buildChange(9, '2026-11-20T10:00:00Z'), '2026-11-20T12:00:00Z')
    expect(verifyArchive(root, keys.trust, undefined).verdict).toBe('failed')
    expect(read(root, 4).changes).toHaveLength(2)
    expect(readReport(root, 99)).toBe('the log has 6 entries, not 99')
  })

  test('says what changed, who objected, and how to verify', async () => {
    const root = await buildArchive(keys, 3)
    const files = renderReport(read(root), '..')
    expect([...files.keys()].filter((name) => !name.startsWith('changes/'))).toEqual([
      'README.md',
      'index.html',
      'changes.csv',
      'exceptions.csv',
      'controls.csv',
      'report.json',
    ])
    for (const name of ['README.md', 'index.html']) {
      const text = files.get(name) ?? ''
      for (const words of [
        'CA001 Require MFA for all users',
        'EX-004',
        'A.5.17',
        'gatehouse verify .. --trust trust.json',
        '1 critical',
      ])
        expect(text).toContain(words)
      expect(text).not.toMatch(/\bis verified\b|\bwas verified successfully\b/)
    }
    expect(files.get('index.html')).toContain('state: enabledForReportingButNotEnforced → enabled')
    expect(files.get('index.html')).toContain('Emil Berg, Sara Holm')
    expect(files.get('changes.csv')?.split('\n')).toHaveLength(5)
    const links = [...(files.get('README.md') ?? '').matchAll(/\]\((\.\.\/[^)]+)\)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(5)
    for (const path of links) expect(existsSync(join(root, 'reports', path))).toBe(true)
  })

  test('archived text never becomes markup, formula or direction', async () => {
    const files = renderReport(read(await hostile()), '..')
    const html = files.get('index.html') ?? ''
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(html.match(/<script>/g)).toHaveLength(1)
    for (const [name, text] of files)
      if (name.endsWith('.md'))
        expect(text.replace(/(?<!\\)`[^`]*`/g, '')).not.toMatch(/<img|(^|[^\\])\[x\\?\]\(javascript/)
    expect(files.get('changes.csv')).toContain(`"'=HYPERLINK(""http://x"")`)
    expect(files.get('exceptions.csv')).toContain(`"'-2+3"`)
    for (const text of files.values()) expect(text).not.toContain('\u202e')
    for (const line of (files.get('changes.csv') ?? '').split('\n')) expect(line).toMatch(/^("([^"]|"")*"(,|$))*$/)
  })

  test('an archive that cannot be read is a sentence', async () => {
    expect(readReport(newDirectory())).toBe('there is no log here')
    const root = await buildArchive(keys, 1)
    writeAtomic(join(root, 'log/checkpoint'), 'x')
    expect(readReport(root)).toBe('the checkpoint is not a signed note of three lines')
  })

  test('attachments are linked', async () => {
    const root = newDirectory()
    const change = { ...buildChange(), attachments: [{ path: 'review.md', bytes: Buffer.from('# Review\n') }] }
    await archiveChange(target(root, keys), change, OPTIONS)
    expect(renderReport(read(root), '..').get('index.html')).toMatch(/review\.md<\/dt><dd><a href="\.\.\/objects\//)
  })
})

describe('words', () => {
  test('types and operations', () => {
    expect(typeInWords('aws:iam/accountPasswordPolicy:AccountPasswordPolicy')).toBe('AWS account password policy')
    expect(typeInWords('azuread:index/group:Group')).toBe('Entra group')
    const plan = buildPlan()
    const [change] = plan.changes
    if (!change) throw new Error('no change')
    const described = describeChanges({
      ...plan,
      changes: [
        {
          ...change,
          before: { conditions: { users: { includedUsers: ['a', 'b'] } } },
          diff: [{ path: 'conditions.users.includedUsers', kind: 'update' }],
        },
        { ...change, op: 'delete', diff: [] },
      ],
    })
    expect(described).toEqual([
      {
        title: 'Change Entra conditional access policy “CA001 Require MFA for all users”',
        details: ['conditions.users.includedUsers: adds All, removes a, removes b'],
      },
      { title: 'Delete Entra conditional access policy “CA001 Require MFA for all users”', details: [] },
    ])
  })
})

describe.skipIf(CHROMIUM === undefined)('the page in Chromium (skipped where Chromium is missing)', () => {
  test('opens from file://, asks for nothing, meets WCAG 2.2 AA, filters by keyboard, prints', {
    timeout: 120_000,
  }, async () => {
    const root = await buildArchive(keys, 3)
    store(root, read(root))
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] })
    try {
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 390],
      ] as const) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
        const page = await context.newPage()
        const requests: string[] = []
        const complaints: string[] = []
        page.on('request', (request) => requests.push(request.url()))
        page.on('console', (message) => complaints.push(message.text()))
        page.on('pageerror', (error) => complaints.push(error.message))
        await page.goto(`file://${join(root, 'reports/index.html')}`)
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze()
        expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
        expect(requests).toHaveLength(1)
        expect(complaints).toEqual([])
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        expect(page.url()).toMatch(/#changes$/)
        await page.getByLabel('Show only changes with').focus()
        await page.keyboard.type('denied')
        expect(await page.getByRole('status').textContent()).toBe('1 of 3 changes shown')
        const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        expect(wide).toBe(0)
        await context.close()
      }
      const page = await browser.newPage({ javaScriptEnabled: false })
      await page.goto(`file://${join(root, 'reports/index.html')}`)
      expect(await page.locator('article').count()).toBe(3)
      expect(await page.locator('#filter').isVisible()).toBe(false)
      expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-')
    } finally {
      await browser.close()
    }
  })

  test('hostile text does nothing', { timeout: 60_000 }, async () => {
    const root = await hostile()
    store(root, read(root))
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      let dialogs = 0
      page.on('dialog', (dialog) => {
        dialogs += 1
        void dialog.dismiss()
      })
      await page.goto(`file://${join(root, 'reports/index.html')}`)
      expect([dialogs, await page.locator('img').count(), await page.locator('script').count()]).toEqual([0, 0, 1])
    } finally {
      await browser.close()
    }
    expect(readFileSync(join(root, 'reports/index.html'), 'utf8')).toContain('default-src &#39;none&#39;')
  })
})
