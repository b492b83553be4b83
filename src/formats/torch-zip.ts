/** PyTorch's zip checkpoints (since 1.6): `<root>/data.pkl`, and a member `<root>/data/<key>` for each storage. */
import { UserError } from '../errors.js'
import { ByteCursor } from './byte-cursor.js'
import { type ByteSource, memorySource } from './byte-source.js'
import { unpickle } from './pickle.js'
import { torchWorld } from './pickle-torch.js'
import { quoted } from './quoted.js'
import type { StoragePool, StorageRef } from './torch-storage.js'
import { openZip, type Zip } from './zip.js'

/** The pickled value; the storages of its tensors are read when asked for, as long as `source` is open. */
export function readTorchZip(source: ByteSource): unknown {
  const zip = openZip(source)
  const root = rootOf(source.name, zip)
  const order = zip.members.has(`${root}/byteorder`)
    ? Buffer.from(zip.read(`${root}/byteorder`)).toString()
    : 'little'
  if (order !== 'little')
    throw new UserError(
      `${source.name}: byte order ${quoted(order)}, expected little; save it again on an x86 or ARM machine`,
    )
  const pickle = memorySource(zip.read(`${root}/data.pkl`), `${source.name}: ${root}/data.pkl`)
  return unpickle(new ByteCursor(pickle), torchWorld(zipPool(source.name, zip, root)))
}

/** The one folder that holds everything. */
function rootOf(file: string, zip: Zip): string {
  const paths = [...zip.members.keys()]
  if (paths.some(path => /^[^/]+\/(code\/|constants\.pkl$)/.test(path)))
    throw new UserError(
      `${file}: a TorchScript archive, expected a state dict; save it as torch.save(model.state_dict(), file)`,
    )
  const roots = paths.filter(path => /^[^/]+\/data\.pkl$/.test(path)).map(path => path.split('/')[0]!)
  if (roots.length === 0)
    throw new UserError(`${file}: a zip archive without data.pkl: not a PyTorch checkpoint`)
  const stranger = paths.find(path => !path.startsWith(`${roots[0]}/`))
  if (stranger)
    throw new UserError(`${file}: two archives in one: ${quoted(stranger)} lies outside ${quoted(roots[0]!)}`)
  return roots[0]!
}

function zipPool(file: string, zip: Zip, root: string): StoragePool {
  const pathOf = ({ key }: StorageRef) => `${root}/data/${key}`
  const check = (storage: StorageRef) => {
    const member = zip.members.get(pathOf(storage))
    const refuse = (found: string) => new UserError(`${file}: storage ${quoted(storage.key)} ${found}`)
    if (!member) throw refuse('is missing from the archive')
    if (member.size < storage.byteLength)
      throw refuse(
        `has ${member.size} bytes, expected ${storage.byteLength} (${storage.wholeCount} of ${storage.dtype})`,
      )
  }
  return { check, read: storage => zip.read(pathOf(storage)).subarray(0, storage.byteLength) }
}
