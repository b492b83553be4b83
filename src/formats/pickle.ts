/**
 * A reader of Python pickles (protocols 0 to 5) that executes nothing: it builds plain values, and asks a
 * `PickleWorld` for the few globals that it knows. Every other global is refused by name.
 *
 * Source: the comments of CPython's `pickletools.py`.
 */
import { UserError } from '../errors.js'
import type { ByteCursor } from './byte-cursor.js'
import { PickleMachine } from './pickle-machine.js'
import { actions, refusedOpcodes } from './pickle-opcodes.js'

/** A name that a pickle may mention; `call` is what calling it means, if it may be called. */
export interface PickleGlobal {
  readonly name: string
  readonly call?: (...args: unknown[]) => unknown
}

export interface PickleWorld {
  /** Globals by `<module> <name>`. */
  readonly globals: ReadonlyMap<string, PickleGlobal>
  /** What a persistent id stands for; without it there are none. */
  readonly persistent?: (id: unknown) => unknown
}

/**
 * Reads one pickle, and leaves the cursor behind it. Dicts come as Map, lists and tuples as arrays, integers
 * beyond 2⁵³ as bigint, bytes as Uint8Array. The value may share parts and contain itself.
 * @throws UserError that names the file, the byte, and what is wrong or not allowed
 */
export function unpickle(cursor: ByteCursor, world: PickleWorld): unknown {
  const machine = new PickleMachine(cursor, world)
  let opcode = 0
  let at = cursor.position
  try {
    for (;;) {
      at = cursor.position
      opcode = cursor.byte()
      if (opcode === 0x2e) return machine.result()
      const act = actions[opcode]
      if (!act) throw new Error(refusedOpcodes[opcode] ?? `0x${opcode.toString(16)} is no opcode`)
      act(machine)
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${cursor.source.name}: pickle, byte ${at}: ${(error as Error).message}`)
  }
}
