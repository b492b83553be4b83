import { createHash } from 'node:crypto'
import { type Markup, markup, trusted } from './markup.js'
import { pageScript } from './page-script.js'
import { pageStyle } from './page-style.js'
import type { Section } from './sections/section.js'

/**
 * A report's document. Its policy lets through the one script and the one style sheet written here, by
 * their hashes, and pictures that are part of the page: nothing is loaded, and markup that came in by a name
 * would not run.
 */
export function page(title: string, header: Markup, sections: readonly Section[]): string {
  const policy = `default-src 'none'; img-src data:; style-src '${hash(pageStyle)}'; script-src '${hash(pageScript)}'; base-uri 'none'; form-action 'none'`
  const body = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${title}</title><link rel="icon" href="data:,"><style>${trusted(pageStyle)}</style></head>
<body><div class="page">${header}<nav aria-label="Sections">${sections.map(
    ({ id, title }) => markup`<a href="#${id}">${title}</a>`,
  )}</nav><main>${sections.map(
    ({ id, title, lede, body }) =>
      markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${
        lede && markup`<p class="lede">${lede}</p>`
      }${body}</section>`,
  )}</main><footer>Made by uno. This file is complete in itself and loads nothing.</footer></div><script>${trusted(pageScript)}</script></body></html>
`
  return body.text
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
