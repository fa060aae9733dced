import { own } from '../json.ts'

/** Short titles of controls in our own words, by id. */
export type ControlTitles = { readonly [id: string]: string }

/** `A.8.5 Signing in safely`, or the id alone where there is no title. */
export function controlText(titles: ControlTitles, id: string): string {
  const title = own(titles, id)
  return title === undefined ? id : `${id} ${title}`
}
