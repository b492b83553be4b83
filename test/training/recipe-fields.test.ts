import { describe, expect, test } from 'vitest'
import { recipesCommand } from '../../src/cli/recipes.js'
import { loadRecipe, recipeNames } from '../../src/training/load-recipe.js'
import { recipeFields } from '../../src/training/recipe-fields.js'
import { runner } from '../cli/run-command.js'

describe('the fields of a recipe', () => {
  test.each(recipeNames())('%s: each with its value and what it means, and none is left out', name => {
    const recipe = loadRecipe(name)
    const fields = recipeFields(recipe)
    expect(fields.filter(({ about }) => about === '')).toEqual([])
    // As --set would put them, they are the same recipe.
    const settings = fields
      .filter(({ field, value, missing }) => value !== null && !missing && field !== 'objective.options')
      .map(({ field, value }) => `${field}=${JSON.stringify(value)}`)
    expect(loadRecipe(name, settings)).toEqual(recipe)
    for (const { value, choices } of fields)
      if (choices && typeof value !== 'object') expect(choices).toContain(String(value))
  })
})

describe('uno recipes', () => {
  const run = runner()

  test('lists them by name', async () => {
    const { output } = await run(recipesCommand)
    expect(
      output
        .trimEnd()
        .split('\n')
        .map(line => line.split(' ')[0]),
    ).toEqual(recipeNames())
  })

  test('tells the fields of one, also as JSON', async () => {
    const { output } = await run(recipesCommand, 'cifar10-uno-short')
    expect(output).toMatch(/^cifar10-uno-short \(image\): UNO on CIFAR-10/)
    expect(output).toMatch(/^schedule\.power .*; no effect without schedule\.name=poly$/m)
    expect(output).toMatch(/^augmentation\.progressive\.from +16 +side of the images at first, in pixels$/m)
    const json = await run(recipesCommand, 'camvid-uno', '--json')
    expect(JSON.parse(json.output)).toContainEqual({
      field: 'objective.name',
      value: 'uno',
      choices: ['closed-set', 'uno', 'eam'],
      about: 'what is learned from scenes and pasted negatives',
    })
  })

  test('of an unknown name the known ones', async () => {
    const { message, exitCode } = await run(recipesCommand, 'cifar11')
    expect(message).toContain('unknown recipe "cifar11"; known: camvid-closed-set')
    expect(exitCode).toBe(2)
  })
})
