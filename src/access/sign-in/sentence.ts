import { MEMBER } from './people.ts'
import type { SignIn } from './sign-in.ts'
import { NO_COUNTRY, OTHER_COUNTRY } from './space.ts'
import { showModes } from './what-if.ts'

const CLIENTS: Readonly<Record<string, string>> = {
  browser: 'in a browser',
  mobileAppsAndDesktopClients: 'in a mobile or desktop app',
  exchangeActiveSync: 'over Exchange ActiveSync',
  other: 'in a legacy mail client',
}
const FLOWS: Readonly<Record<string, string>> = {
  deviceCodeFlow: 'through the device code flow',
  authenticationTransfer: 'through authentication transfer',
}
const PLATFORMS: Readonly<Record<string, string>> = {
  unknown: 'an unknown platform',
  windowsPhone: 'Windows Phone',
  windows: 'Windows',
  android: 'Android',
  linux: 'Linux',
}

/** What names are shown as. */
export interface Naming {
  readonly group: (id: string) => string
  readonly role: (id: string) => string
  readonly location: (id: string) => string
}

/** One sentence about a sign-in that a reviewer believes. `groups` are those to mention. */
export function describe(signIn: SignIn, groups: readonly string[], naming: Naming): string {
  const { person, location, device, risk } = signIn
  const about = [
    ...(person.kind === MEMBER || person.id === undefined ? [] : [`a guest of the type ${person.kind}`]),
    ...(person.tenant === '' || person.tenant === 'other' ? [] : [`from the tenant ${person.tenant}`]),
    ...groups.filter((id) => person.groups.includes(id)).map((id) => `in the group ${naming.group(id)}`),
    ...(person.roles.length > 0 ? [`active as ${person.roles.map(naming.role).join(' and ')}`] : []),
  ]
  const risks = [
    ...(risk.signIn === 'none' ? [] : [`at sign-in risk ${risk.signIn}`]),
    ...(risk.user === 'none' ? [] : [`at user risk ${risk.user}`]),
    ...(risk.insider === 'none' ? [] : [`at insider risk ${risk.insider}`]),
  ]
  const where = [
    CLIENTS[signIn.client] ?? signIn.client,
    `on ${PLATFORMS[signIn.platform] ?? signIn.platform}`,
    ...(FLOWS[signIn.flow] === undefined ? [] : [FLOWS[signIn.flow]]),
    ...devices(device),
    ...places(location, naming),
    ...risks,
  ]
  const verb = signIn.target.kind === 'action' ? 'reach' : 'sign in to'
  const who = about.length === 0 ? person.label : `${person.label}, ${about.join(', ')},`
  return `${who} can ${verb} ${signIn.target.label} with ${showModes(signIn.modes)}, ${where.join(', ')}.`
}

function devices(device: SignIn['device']): readonly string[] {
  return [
    ...(device.compliant ? ['on a compliant device'] : []),
    ...(device.hybridJoined ? ['on a hybrid joined device'] : []),
    ...device.filters.map((rule) => `on a device where ${rule}`),
  ]
}

function places(location: SignIn['location'], naming: Naming): readonly string[] {
  const country = (code: string, by: string): readonly string[] => {
    if (code === OTHER_COUNTRY) return []
    return [`from ${code === NO_COUNTRY ? 'an unknown country' : code}${by}`]
  }
  return [
    ...(location.address === undefined || location.address === '198.51.100.7' ? [] : [`from ${location.address}`]),
    ...country(location.countryByIp, ''),
    ...country(location.countryByGps, ' by GPS'),
    ...location.undeclared.map((id) => `in the location ${naming.location(id)}`),
    ...(location.otherTrusted ? ['in a trusted location that is not declared'] : []),
  ]
}
