import { html } from 'hono/html'

/** Escaped HTML as hono's template returns it. */
export type Html = ReturnType<typeof html>

/** A status in words, coloured: the words say all that the colour says. */
export function chip(tone: 'good' | 'bad' | 'mid' | 'none', text: string): Html {
  return html`<span class="chip ${tone}">${text}</span>`
}

/** A link into the archive. `label` says more than the text where many links have the same one. */
export function link(path: string, text: string, label?: string): Html {
  return label === undefined
    ? html`<a href="${path}">${text}</a>`
    : html`<a href="${path}" aria-label="${text}: ${label}">${text}</a>`
}
