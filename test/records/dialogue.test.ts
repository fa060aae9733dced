import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HAS_PTY, inTerminal, type Step } from '../dialogue/pty.ts'
import { registerDirectory } from './command.ts'

const NOW = ['--now', '2026-11-27T12:00:00Z']
const RECORDS = 'stacks/register/records'

/** Waits for a text, then types a line. */
const step = (expect: string, answer: string): Step => ({ expect, send: `${answer}\r` })

describe.runIf(HAS_PTY)('in a terminal', () => {
  test('an incident: wrong answers are asked again, an interruption keeps the others, and it goes on', async () => {
    const root = registerDirectory()
    const first = await inTerminal(['record', 'incident', ...NOW], root, [
      step('which service?', 'cmr'),
      step('there is no service "cmr"; did you mean crm?', 'crm'),
      step('detectedAt: when, in UTC?', '2026-11-28 09:00'),
      step('2026-11-28T09:00:00Z is still to come', '2026-11-26 09:00'),
      step('title: What happened, in a line.', 'A user list was sent to a customer'),
      step('severity: How bad it was. (low/medium/high/critical)', 'terrible'),
      step('answer one of low, medium, high, critical', 'm'),
      { expect: 'vendorIncident: It happened at the vendor. (y/n)', send: '\u0003' },
    ])
    expect(first.code).toBe(2)
    expect(first.transcript).toContain(
      'it goes on after the 4 answers kept in stacks/register/records/.incident.answers.json',
    )
    expect(existsSync(join(root, RECORDS, 'incident/2026-11-26-crm.yaml'))).toBe(false)

    const second = await inTerminal(['record', 'incident', ...NOW], root, [
      step('Going on after 4 answers kept', ''),
      step('answer y for yes', 'n'),
      step('personalData', 'y'),
      step('loggedAt', '2026-11-26 08:59'),
      step('it was logged before it was detected', '?'),
      step('A time in UTC, such as', '<'),
      step('personalData', 'n'),
      step('loggedAt', '2026-11-26 10:30'),
      step('reportedBy', 'Sofia Lindgren'),
      step('handledBy', 'tobias-brand'),
      step('there is no person "tobias-brand"; did you mean "tobias-brandt"?', 'tobias-brandt'),
      step('description', 'TODO'),
      step('TODO stands for what somebody still has to say', 'Names of 12 users of the CRM.'),
      step('actions (1)', 'Write to the customer'),
      step('owner', 'tobias-brandt'),
      step('dueOn', '2026-11-30'),
      step('actions (2)', ''),
    ])
    expect(second.code).toBe(0)
    expect(second.transcript).toContain('incident/2026-11-26-crm.yaml: complete')
    expect(second.transcript).toContain('then: Until 2026-11-30: Write to the customer (tobias-brandt).')
    expect(existsSync(join(root, RECORDS, '.incident.answers.json'))).toBe(false)
    expect(
      readFileSync(join(root, RECORDS, 'incident/2026-11-26-crm.yaml'), 'utf8'),
    ).toBe(`# yaml-language-server: $schema=../../../../src/schemas/records/incident.v1.json
record: incident
title: A user list was sent to a customer
service: crm
severity: medium
vendorIncident: false
personalData: false
detectedAt: 2026-11-26T09:00:00Z
loggedAt: 2026-11-26T10:30:00Z
recordedAt: 2026-11-27T12:00:00Z
reportedBy: sofia-lindgren
handledBy: tobias-brandt
description: Names of 12 users of the CRM.
actions:
  - what: Write to the customer
    owner: tobias-brandt
    dueOn: 2026-11-30
`)
  })

  test('an access review: all at once, one by one, a removal with its end, and nobody decides about themselves', async () => {
    const root = registerDirectory()
    const { code, transcript } = await inTerminal(['record', 'access-review', '--service', 'helpdesk', ...NOW], root, [
      step('reviewer: Who decides; never about their own access. [monika-steiner]', ''),
      step('monika-steiner; Brieftaube: agent, assigned in the service; known since 2026-07-23. decision?', 'keep'),
      step('decidedBy: Who decides here instead', 'monika-steiner'),
      step('monika-steiner decides about their own access', 'miriam-okafor'),
      step('ali-haddad; Brieftaube: agent', 'all'),
      step('monika-steiner; Brieftaube: administrator', 'keep'),
      step('decidedBy', 'miriam-okafor'),
      step('kristof-peeters; Brieftaube: administrator', 'remove'),
      step('dueOn: Until when a change or a removal is done.', '2026-11-01'),
      step('it is due before it was decided', '2026-12-11'),
    ])
    expect(code).toBe(0)
    expect(transcript).toContain(
      'then: Until 2026-12-11: remove Brieftaube: administrator of kristof-peeters: in the service itself',
    )
    const text = readFileSync(join(root, RECORDS, 'access-review/2026-11-27-helpdesk.yaml'), 'utf8')
    expect(text.match(/decision: keep/g)).toHaveLength(13)
    expect(text).toContain(
      'who: kristof-peeters, what: "Brieftaube: administrator", through: assigned in the service, since: 2026-07-23, decision: remove, dueOn: 2026-12-11 }',
    )
  })

  test('a file that was begun is gone on with, and what somebody wrote in it stays', async () => {
    const root = registerDirectory()
    const file = join(RECORDS, 'recovery-test/2026-11-26-crm.yaml')
    const written = await inTerminal(
      ['record', 'recovery-test', '--service', 'crm', '--at', '2026-11-26T15:00:00Z', '--no-ask', ...NOW],
      root,
      [],
    )
    expect(written.transcript).toContain('7 to fill in')
    const path = join(root, file)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/tester: .*/, 'tester: tobias-brandt # and a colleague'))
    const { code, transcript } = await inTerminal(['record', file, ...NOW], root, [
      step('scenario', 'All contacts were read from the export'),
      step('rpoHours', 'one'),
      step('answer a number such as 3.5', '10'),
      step('rtoHours', '20,5'),
      step('passed', 'y'),
      step('the test counts as passed, but rtoHours 20.5 is above the 16 of the service', 'n'),
      step('evidence (1)', ''),
      step('actions (1)', ''),
      step('This cannot be: actions: the test was not passed, and nothing follows.', 'Faster import'),
      step('owner', 'tobias-brandt'),
      step('dueOn', '2026-12-31'),
      step('actions (2)', ''),
    ])
    expect(code).toBe(0)
    expect(transcript).toContain('then: Repeat the test of crm: this one was not passed.')
    expect(
      readFileSync(path, 'utf8'),
    ).toBe(`# yaml-language-server: $schema=../../../../src/schemas/records/recovery-test.v1.json
record: recovery-test
service: crm
tester: tobias-brandt # and a colleague
testedAt: 2026-11-26T15:00:00Z
recordedAt: 2026-11-27T12:00:00Z
scenario: All contacts were read from the export
rpoHours: 10
rtoHours: 20.5
passed: false
evidence: []
actions:
  - what: Faster import
    owner: tobias-brandt
    dueOn: 2026-12-31
`)
  })
})
