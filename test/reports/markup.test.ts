import { expect, test } from 'vitest'
import { printable } from '../../src/printable.js'
import { embeddedJson, markup, trusted } from '../../src/reports/markup.js'

test('values are escaped, in text and in attributes', () => {
  const name = `<img src=x onerror="alert(1)">'&`
  expect(markup`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;">&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;</p>',
  )
})

test('markup and lists of it are taken over; what is absent leaves nothing', () => {
  expect(markup`${[markup`<b>${1}</b>`, '<']}${undefined}${null}${false}${trusted('<hr>')}`.text).toBe(
    '<b>1</b>&lt;<hr>',
  )
})

test('zero is a value', () => {
  expect(markup`${0}`.text).toBe('0')
})

test('embedded JSON cannot end its element and reads back the same', () => {
  const value = { name: '</script><script>alert(1)</script>\u2028<!--', n: 1 }
  const { text } = embeddedJson(value)
  expect(text).not.toMatch(/[<>\u2028]/)
  expect(JSON.parse(text)).toEqual(value)
})

test('direction overrides, control characters and lone surrogates are spelled out', () => {
  expect(printable('photo\u202egnp.exe')).toBe('photo⟨U+202E⟩gnp.exe')
  expect(printable('a\nb\x1b[2Jc\ud800')).toBe('a⟨U+000A⟩b⟨U+001B⟩[2Jc⟨U+D800⟩')
})

test('names in any script stay as they are, joiners and emoji too', () => {
  for (const name of ['naïve Übergröße', '日本語', 'می‌خواهم', '👩‍🔬', 'e\u0301'])
    expect(printable(name)).toBe(name)
})
