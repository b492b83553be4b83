/** Documents that speak of what the code has: nothing is missing in them, and nothing is in them that is not there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { detectors } from '../../src/methods/index.js'
import { maskDetectors } from '../../src/methods/masks/index.js'
import { loadRecipe } from '../../src/training/load-recipe.js'
import { recipeFields } from '../../src/training/recipe-fields.js'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The first column of the table below a heading. */
function namesBelow(text: string, heading: string): string[] {
  const section = text.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name!)
}

test.each([
  ['Of images', detectors],
  ['Of pixels', maskDetectors],
])('docs/methods.md lists the scores: %s', (heading, all) => {
  expect(namesBelow(read('docs/methods.md'), heading)).toEqual(all.map(({ name }) => name))
})

describe('commands in documents are those of the program', () => {
  const documents = [
    ...['README.md', 'CONTRIBUTING.md'],
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.md'))
      .map(file => `docs/${file}`),
  ]
  const all = documents.flatMap(file => commandsIn(read(file)).map(words => ({ file, words })))

  test('there are some in each kind of document', () => {
    const files = new Set(all.map(({ file }) => file))
    for (const file of ['README.md', 'docs/recipes.md', 'docs/results/camvid/README.md'])
      expect(files).toContain(file)
    expect(all.length).toBeGreaterThan(40)
  })

  test.each(all.map(({ file, words }) => [`${file}: uno ${words.join(' ')}`, words] as const))(
    '%s',
    async (_, words) => {
      const { command, rest } = await commandOf(words)
      const options = new Map(
        command.options.flatMap(
          one =>
            [
              [one.long, one],
              [one.short, one],
            ] as const,
        ),
      )
      const values: [string, string][] = []
      for (const [i, word] of rest.entries()) {
        if (!/^--?[a-z]/.test(word)) continue
        const option = options.get(word)
        expect(option, word).toBeDefined()
        if (option!.required) expect(rest[i + 1], word).toMatch(/^[^-]/)
        if (option!.required) values.push([word, rest[i + 1]!])
      }
      const [recipe] = rest
      if (command.name() !== 'train' || recipe === undefined || recipe.startsWith('-')) return
      const settings = values.filter(([name]) => name === '--set').map(([, setting]) => setting)
      // Each setting is a field, and has an effect.
      expect(recipeFields(loadRecipe(recipe, settings)).length).toBeGreaterThan(0)
    },
  )
})

/** The words of every `npx uno …` in a text, without what the shell does with them. */
function commandsIn(text: string): string[][] {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n')
  return lines
    .filter(line => /^(npx uno|uno) /.test(line))
    .map(line => line.replace(/^(npx )?uno /, '').replace(/ +#.*$/, ''))
    .map(line => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!))
}

async function commandOf(words: readonly string[]): Promise<{ command: Command; rest: string[] }> {
  let [command, rest] = [await commands[words[0]!]!(), words.slice(1)]
  for (;;) {
    const inner = command.commands.find(one => one.name() === rest[0])
    if (!inner) return { command, rest }
    ;[command, rest] = [inner, rest.slice(1)]
  }
}
