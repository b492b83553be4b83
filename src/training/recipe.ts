/**
 * A recipe: everything that decides a run, but the data. JSON with a schema; unknown keys are errors. The
 * resolved recipe (with what `auto` chose) is stored in the run folder. What a recipe has beside the shared fields
 * is its track's: `image` (the default) or `pixel`.
 */
import { type ImageRecipe, imageRecipe, type ResolvedImageRecipe } from './image/recipe.js'
import { type PixelRecipe, pixelRecipe, type ResolvedPixelRecipe } from './pixel/recipe.js'

export const recipeSchemas = { image: imageRecipe, pixel: pixelRecipe } as const
export type Track = keyof typeof recipeSchemas

export type Recipe = ImageRecipe | PixelRecipe
export type ResolvedRecipe = ResolvedImageRecipe | ResolvedPixelRecipe
