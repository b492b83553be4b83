/** `uno import`: somebody's checkpoint becomes a model folder. */
import { Command, InvalidArgumentError, Option } from 'commander'

interface ImportFlags {
  out: string
  arch?: 'resnet18_32x32' | 'resnet18_224x224'
  classes?: number
  width?: number
  addOutlierClass?: boolean
  classNames?: string
  preprocessing?: string
  stripPrefix?: string
  allowNonfinite?: boolean
  overwrite?: boolean
}

export const importCommand = new Command('import')
  .description('turn a checkpoint of OpenOOD, torchvision or your own into a model folder')
  .argument('<checkpoint>', '.pth, .pt, .ckpt, .pkl or .safetensors; nothing in it is executed')
  .requiredOption('--out <model>', 'model folder to write')
  .addOption(
    new Option('--arch <name>', 'architecture, if not the one that the tensors look like').choices([
      'resnet18_32x32',
      'resnet18_224x224',
    ]),
  )
  .option('--classes <K>', 'inlier classes; if there is one output more, it is the outlier class', count)
  .option('--width <channels>', 'channels of the first stage, if not those of conv1.weight', count)
  .option('--add-outlier-class', 'extend a K-way head by an output with fresh weights, to be trained')
  .option('--class-names <file>', 'names of the inlier classes, one a line or a JSON array')
  .option('--preprocessing <name>', 'cifar10, cifar100, imagenet, or a JSON file')
  .option('--strip-prefix <prefix>', 'take this off the names of tensors, for example module.')
  .option('--allow-nonfinite', 'take weights that hold NaN or infinity, to inspect them')
  .option('--overwrite', 'replace a model that is there')
  .action(runImport)

async function runImport(checkpoint: string, flags: ImportFlags): Promise<void> {
  const { out, classNames, preprocessing, overwrite, ...options } = flags
  const { readClassNames, readPreprocessing } = await import('../models/import-options.js')
  const given = {
    ...options,
    ...(classNames !== undefined && { classNames: readClassNames(classNames) }),
    ...(preprocessing !== undefined && { preprocessing: readPreprocessing(preprocessing) }),
  }
  const { checkModelPlace, importCheckpoint, writeNewModel } = await import('../models/index.js')
  checkModelPlace(out, overwrite)
  const { model, config, notes } = importCheckpoint(checkpoint, given)
  writeNewModel(out, config, model.stateDict())
  for (const note of notes) console.log(note)
}

function count(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a whole number from 1.')
}
