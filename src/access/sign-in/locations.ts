import type { Resource } from '../../plan/model.ts'
import type { Directory } from '../directory.ts'
import { asList, asObject, asText } from '../shape.ts'
import { type Range, readRange } from './ranges.ts'

/** A named location as declared; `open` says what of it cannot be read. */
export interface Location {
  readonly id: string
  /** Names its addresses among those of both sides of a change. */
  readonly cell: string
  readonly label: string
  readonly ranges: readonly Range[]
  readonly trusted: 'yes' | 'no' | 'open'
  readonly countries: readonly string[]
  /** Addresses that no country is known for. */
  readonly unknownCountry: boolean
  readonly lookup: 'ip' | 'gps'
  readonly open: readonly string[]
}

const TYPE = 'azuread:index/namedLocation:NamedLocation'

/** The declared named locations by key; `side` tells those of the base from those of the change. */
export function readLocations(directory: Directory, side: string): ReadonlyMap<string, Location> {
  return new Map(directory.ofType(TYPE).map((resource) => [resource.key, readLocation(directory, resource, side)]))
}

function readLocation(directory: Directory, resource: Resource, side: string): Location {
  const ip = asObject(resource.inputs['ip'])
  const country = asObject(resource.inputs['country'])
  const ranges = asList(ip.get('ipRanges'))
  const countries = asList(country.get('countriesAndRegions'))
  const read = ranges.items.map((item) => (typeof item === 'string' ? readRange(item) : undefined))
  const codes = countries.items.filter((item) => typeof item === 'string')
  const trusted = ip.get('trusted') ?? false
  const unknown = country.get('includeUnknownCountriesAndRegions') ?? false
  const lookup = country.get('countryLookupMethod') ?? 'clientIpAddress'
  const { label } = directory.read({ $gatehouse: 'ref', urn: resource.key, property: 'id' }, 'a location')
  return {
    id: resource.key,
    cell: `${side} ${resource.key}`,
    label,
    ranges: read.filter((range) => range !== undefined),
    trusted: trusted === true ? 'yes' : trusted === false && !ip.open ? 'no' : 'open',
    countries: codes.map((code) => code.toUpperCase()),
    unknownCountry: unknown === true,
    lookup: lookup === 'authenticatorAppGps' ? 'gps' : 'ip',
    open: [
      ...(ip.open || ranges.open || read.includes(undefined)
        ? [`addresses of the location ${label} are not known`]
        : []),
      ...(country.open || countries.open || codes.length < countries.items.length || typeof unknown !== 'boolean'
        ? [`countries of the location ${label} are not known`]
        : []),
      ...(asText(lookup) === 'authenticatorAppGps' || lookup === 'clientIpAddress'
        ? []
        : [`how the location ${label} finds the country is not known`]),
      ...(ip.absent && country.absent ? [`the location ${label} has neither addresses nor countries`] : []),
    ],
  }
}
