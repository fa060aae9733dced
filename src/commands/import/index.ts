import type { Command } from 'commander'
import type { Workplace } from '../../files.ts'
import { credentialReportImport } from './credential-report.ts'
import { graphImport } from './graph.ts'
import { peopleImport } from './people.ts'
import { registrationImport } from './registration.ts'
import { scanImport } from './scan.ts'

/** Registers `gatehouse import`: what others know, in the form in which they write it. */
export function importCommand(program: Command, place: Workplace, setExit: (code: number) => void): void {
  const parent = program.command('import').description('read what another program knows')
  graphImport(parent, place, setExit)
  registrationImport(parent, place, setExit)
  peopleImport(parent, place, setExit)
  credentialReportImport(parent, place, setExit)
  scanImport(parent, place, setExit, 'scuba')
  scanImport(parent, place, setExit, 'prowler')
}
