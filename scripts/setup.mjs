// All set-up of a clone: system packages, npm's packages, dist/, the addons. Run it as often as you like: what
// is there already is left alone, and then it takes a fraction of a second.

import { emitDist, installModules } from './sources.mjs'
import { checkNode, installPackages } from './system.mjs'

// Also what only the tests need.
const forTests = process.argv.includes('--tests')

try {
  checkNode(process.versions.node)
  installPackages(forTests)
  installModules()
  emitDist()
  await compileAddons()
} catch (error) {
  console.error(`set-up: ${process.env.UNO_DEBUG ? error.stack : error.message}`)
  process.exitCode = 1
}

async function compileAddons() {
  const { codecsPath } = await import('../dist/formats/codecs-build.js')
  const { addonPath } = await import('../dist/torch/build.js')
  codecsPath()
  addonPath()
}
