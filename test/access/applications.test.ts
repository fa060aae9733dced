// Conditional access names applications by client id; that of a declared one is known before the deployment.
import { expect, test } from 'vitest'
import { directory } from '../../src/access/directory.ts'
import { NO_PLAN, type Resource } from '../../src/plan/model.ts'
import { UNKNOWN, type Value } from '../../src/plan/value.ts'
import { resource } from './sign-in/tenant.ts'

const CLIENT_ID = '5A1D7C1E-8F0B-4B53-9A43-2F6F3F1D9B10'
const app = resource('azuread:index/application:Application', 'finance', { displayName: 'Finance' })
const registration = resource('azuread:index/applicationRegistration:ApplicationRegistration', 'wiki', {
  displayName: 'Wiki',
})
const clientId = (of: Resource): Value => ({ $gatehouse: 'ref', urn: of.key, property: 'clientId' })
const service = resource('azuread:index/servicePrincipal:ServicePrincipal', 'finance', { clientId: clientId(app) })
const gallery = resource('azuread:index/servicePrincipal:ServicePrincipal', 'gallery', { clientId: CLIENT_ID })

function read(value: Value, resources: readonly Resource[]): unknown {
  const { kind, id, label } = directory({ ...NO_PLAN, resources }, []).readApplication(value)
  return [kind, id, label]
}

const all = [app, registration, service, gallery]

test('the client id of a declared application, or of its service principal, is the application', () => {
  expect(read(clientId(app), all)).toEqual(['resource', app.key, '"Finance"'])
  expect(read(clientId(service), all)).toEqual(['resource', app.key, '"Finance"'])
  expect(read(clientId(registration), all)).toEqual(['resource', registration.key, '"Wiki"'])
})

test('and stays it when the id is known', () => {
  const deployed = { ...app, computed: { clientId: CLIENT_ID.toLowerCase() } }
  expect(read(CLIENT_ID, [deployed])).toEqual(['resource', app.key, '"Finance"'])
  expect(read(clientId(deployed), [deployed])).toEqual(['resource', app.key, '"Finance"'])
})

test('anything else is read as before', () => {
  expect(read(CLIENT_ID, all)).toEqual(['literal', CLIENT_ID.toLowerCase(), CLIENT_ID.toLowerCase()])
  expect(read('All', all)).toEqual(['word', 'All', 'All'])
  const unknown = 'an application that is not known (the value is computed during the deployment)'
  expect(read(UNKNOWN, all)).toEqual(['open', 'unknown an application', unknown])
  expect(read({ $gatehouse: 'ref', urn: app.key, property: 'displayName' }, all)).toEqual([
    'literal',
    'finance',
    'finance',
  ])
  const twice = [app, registration].map((one) => ({ ...one, computed: { clientId: CLIENT_ID.toLowerCase() } }))
  expect(read(CLIENT_ID, twice)).toEqual(['literal', CLIENT_ID.toLowerCase(), CLIENT_ID.toLowerCase()])
})
