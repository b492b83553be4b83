/** `uno import`: somebody's checkpoint becomes a model folder. */
import { Command, Option } from 'commander'
import type { ModelConfig } from '../models/config.js'
import { printableLines } from '../printable.js'
import { wholeNumberFrom } from './whole-number.js'

interface ImportFlags {
  out: string
  arch?: ModelConfig['arch']
  classes?: number
  width?: number
  addOutlierClass?: boolean
  classNames?: string
  preprocessing?: string
  config?: string
  stripPrefix?: string
  allowNonfinite?: boolean
  partial?: boolean
  overwrite?: boolean
}

const count = wholeNumberFrom(1, 999_999)

export const importCommand = new Command('import')
  .description('turn a checkpoint of OpenOOD, torchvision, Mask2Former or your own into a model folder')
  .argument('<checkpoint>', '.pth, .pt, .ckpt, .pkl or .safetensors; nothing in it is executed')
  .requiredOption('--out <model>', 'model folder to write')
  .addOption(
    new Option('--arch <name>', 'architecture, if not the one that the tensors look like').choices([
      'resnet18_32x32',
      'resnet18_224x224',
      'mask2former',
    ]),
  )
  .option('--classes <K>', 'number of inlier classes K; one output more is read as the outlier class', count)
  .option('--width <channels>', 'channels of the first stage, if not those of conv1.weight', count)
  .option('--add-outlier-class', 'extend the head of a closed-set model by the outlier class, to be trained')
  .option('--class-names <file>', 'names of the inlier classes, one a line or a JSON array; or cityscapes')
  .option('--preprocessing <name>', 'cifar10, cifar100, imagenet, or a JSON file (classifiers)')
  .option(
    '--config <file>',
    'JSON of fields of config.json that override what the tensors tell (mask2former)',
  )
  .option('--strip-prefix <prefix>', 'take this off the names of tensors, for example module.')
  .option('--partial', 'take the tensors that fit, and start the others afresh (mask2former)')
  .option('--allow-nonfinite', 'take weights that hold NaN or infinity, to inspect them')
  .option('--overwrite', 'replace a model that is there')
  .addHelpText(
    'after',
    `
Examples:
  uno import mask2former_swin_large_cityscapes.pkl --arch mask2former --out closed-set
  uno import closed-set.pth --arch mask2former --add-outlier-class --out to-be-fine-tuned
  uno import swin_tiny_patch4_window7_224.pth --arch mask2former --classes 19 --out imagenet-start`,
  )
  .action(runImport)

async function runImport(checkpoint: string, flags: ImportFlags): Promise<void> {
  const { out, classNames, preprocessing, config, overwrite, ...options } = flags
  const { readClasses, readConfigFields, readPreprocessing } = await import(
    '../models/import/option-files.js'
  )
  const given = {
    ...options,
    ...(classNames !== undefined && readClasses(classNames)),
    ...(preprocessing !== undefined && { preprocessing: readPreprocessing(preprocessing) }),
    ...(config !== undefined && { config: readConfigFields(config) }),
  }
  const { checkModelPlace, importModel, writeNewModel } = await import('../models/index.js')
  checkModelPlace(out, overwrite)
  const { model, config: found, notes } = importModel(checkpoint, given)
  writeNewModel(out, found, model.stateDict())
  for (const note of notes) console.log(printableLines(note))
}
