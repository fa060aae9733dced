/**
 * Which applications belong to the Office 365 suite of conditional access (Microsoft Learn, "Apps included in
 * Conditional Access Office 365 app suite"). Only ids that are certain are listed; for any other id both is possible.
 */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['00000002-0000-0ff1-ce00-000000000000', 'Exchange Online'],
  ['00000003-0000-0ff1-ce00-000000000000', 'SharePoint Online'],
  ['00000004-0000-0ff1-ce00-000000000000', 'Skype for Business Online'],
  ['00000005-0000-0ff1-ce00-000000000000', 'Viva Engage'],
  ['cc15fd57-2c6c-4117-a88c-83b1d56b4bbe', 'Microsoft Teams'],
])
const NON_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['797f4846-ba00-4fd7-ba43-dac1f8f63013', 'Azure management'],
  ['499b84ac-1321-427f-aa17-267ca6975798', 'Azure DevOps'],
])

/** Whether an application id belongs to the suite, as far as it is listed. */
export function inOffice365(id: string): 'yes' | 'no' | 'open' {
  if (MEMBERS.has(id)) return 'yes'
  return NON_MEMBERS.has(id) ? 'no' : 'open'
}

/** The name of a listed application, or undefined. */
export function applicationName(id: string): string | undefined {
  return MEMBERS.get(id) ?? NON_MEMBERS.get(id)
}
