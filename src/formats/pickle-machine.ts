/** The stack, marks and memo of a pickle being read, each with a limit that no honest file comes near. */
import type { ByteCursor } from './byte-cursor.js'
import type { PickleGlobal, PickleWorld } from './pickle.js'
import { quoted } from './quoted.js'

/** Lists, dicts and objects: an empty one takes one byte in the file and some 250 in memory. */
const maxObjects = 300_000
const maxStack = 1_000_000
/** A tensor takes about a dozen. */
const maxMemo = 300_000
const maxArguments = 16

/** An object whose state BUILD may set. */
export interface Buildable {
  setState(state: unknown): void
}

const isBuildable = (value: unknown): value is Buildable =>
  typeof value === 'object' && value !== null && 'setState' in value && typeof value.setState === 'function'

export class PickleMachine {
  private readonly stack: unknown[] = []
  private readonly marks: number[] = []
  private readonly memo = new Map<number, unknown>()
  private objects = 0

  constructor(
    readonly cursor: ByteCursor,
    private readonly world: PickleWorld,
  ) {}

  push(value: unknown): void {
    if (typeof value === 'object' && value !== null && ++this.objects > maxObjects)
      throw new Error(`more than ${maxObjects} objects`)
    this.place(value)
  }

  private place(value: unknown): void {
    if (this.stack.push(value) > maxStack) throw new Error(`more than ${maxStack} values on the stack`)
  }

  pop(): unknown {
    // What lies below a mark is not to be had before the mark is gone.
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new Error('the stack is empty')
    return this.stack.pop()
  }

  top(): unknown {
    const value = this.pop()
    this.stack.push(value)
    return value
  }

  mark(): void {
    if (this.marks.push(this.stack.length) > maxStack) throw new Error(`more than ${maxStack} marks`)
  }

  /** Everything above the last mark, which is removed. */
  popMark(): unknown[] {
    const mark = this.marks.pop()
    if (mark === undefined) throw new Error('there is no mark')
    return this.stack.splice(mark)
  }

  /** POP, which takes a mark as well as a value. */
  discard(): void {
    if (this.marks.at(-1) === this.stack.length && this.marks.length > 0) this.marks.pop()
    else this.pop()
  }

  store(index = this.memo.size): void {
    this.memo.set(index, this.top())
    if (this.memo.size > maxMemo) throw new Error(`more than ${maxMemo} remembered values`)
  }

  recall(index: number): void {
    if (!this.memo.has(index)) throw new Error(`value ${index} was never stored`)
    this.place(this.memo.get(index))
  }

  list(): unknown[] {
    const list = this.top()
    if (!Array.isArray(list)) throw new Error('items are appended to something that is no list')
    return list
  }

  dict(): Map<unknown, unknown> {
    const dict = this.top()
    if (!(dict instanceof Map)) throw new Error('items are set on something that is no dict')
    return dict
  }

  set(): Set<unknown> {
    const set = this.top()
    if (!(set instanceof Set)) throw new Error('items are added to something that is no set')
    return set
  }

  /** @throws Error that names the global, unless the world knows it */
  global(module: string, name: string): PickleGlobal {
    const found = this.world.globals.get(`${module} ${name}`)
    if (found) return found
    throw new Error(
      `the global ${quoted(`${module}.${name}`)} is not allowed (nothing was executed): only tensors, arrays and plain ` +
        'values are read; save a whole model as torch.save(model.state_dict(), file)',
    )
  }

  stackGlobal(): PickleGlobal {
    const name = this.pop()
    const module = this.pop()
    if (typeof name !== 'string' || typeof module !== 'string') throw new Error('a global must have a name')
    return this.global(module, name)
  }

  reduce(): void {
    const args = this.pop()
    const callee = this.pop() as Partial<PickleGlobal> | null
    if (!Array.isArray(args) || args.length > maxArguments) throw new Error('arguments must be a short tuple')
    if (typeof callee?.call !== 'function') throw new Error('something is called that cannot be')
    this.push(callee.call(...args))
  }

  build(): void {
    const state = this.pop()
    const object = this.top()
    if (!isBuildable(object)) throw new Error('state is set on an object that takes none')
    object.setState(state)
  }

  persistent(): void {
    const id = this.pop()
    if (!this.world.persistent) throw new Error('a persistent id, which this kind of file does not have')
    this.push(this.world.persistent(id))
  }

  result(): unknown {
    const value = this.pop()
    if (this.stack.length > 0 || this.marks.length > 0) throw new Error('it ends with more than one value')
    return value
  }
}
