import { markdownText } from './escape.ts'

/** A link where it is the address of a page, else the text. Nothing that could end the link gets into it. */
export function restLink(rest: string): string {
  const url = rest.length <= 500 && URL.canParse(rest) ? new URL(rest) : undefined
  if (url?.protocol !== 'https:' || url.username !== '') return markdownText(rest, 300)
  const target = url.href.replace(/[()<>[\]\\@*_~|`]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return target.length > 500 ? markdownText(rest, 300) : `[the whole decision](${target})`
}

/** As many items as fit, from the first on; each costs its line break too. */
export function takeWhole(items: readonly string[], room: number): readonly string[] {
  let left = room
  const cut = items.findIndex((text) => {
    left -= text.length + 1
    return left < 0
  })
  return cut === -1 ? items : items.slice(0, cut)
}
