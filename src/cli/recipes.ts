/** `uno recipes`: which there are, and what the fields of one are and mean. */
import { Command } from 'commander'
import { columns } from '../columns.js'
import type { RecipeField } from '../training/recipe-fields.js'

export const recipesCommand = new Command('recipes')
  .description('list the recipes; or the fields of one, with their values and what they mean')
  .argument('[recipe]', 'a recipe by name or a .json file')
  .option('--json', 'print JSON')
  .addHelpText(
    'after',
    `
Examples:
  uno recipes
  uno recipes cifar10-uno-short        each of its fields can be set: uno train … --set optimiser.lr=0.05`,
  )
  .action(async (name: string | undefined, { json }: { json?: boolean }) => {
    const { loadRecipe, recipeNames } = await import('../training/load-recipe.js')
    if (name === undefined) {
      const all = recipeNames().map(one => loadRecipe(one))
      if (json) console.log(JSON.stringify(all, null, 2))
      else print(all.map(one => [one.name, one.description]))
      return
    }
    const { recipeFields } = await import('../training/recipe-fields.js')
    const recipe = loadRecipe(name)
    const fields = recipeFields(recipe)
    if (json) return console.log(JSON.stringify(fields, null, 2))
    console.log(`${recipe.name} (${recipe.track}): ${recipe.description}\n`)
    print(fields.map(cells))
  })

const cells = ({ field, value, choices, about, missing }: RecipeField): string[] => [
  field,
  typeof value === 'string' ? value : JSON.stringify(value),
  about + (choices ? ` (${choices.join(', ')})` : '') + (missing ? `; no effect without ${missing}` : ''),
]

const print = (rows: readonly string[][]) => console.log(columns(rows, 40).join('\n'))
