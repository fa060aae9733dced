import type { Node } from './diagram.ts'

/** Mixes integers; every bit of the result depends on every bit of both. */
function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

/** The nodes of a diagram, found by what they are: open addressing over typed memory, doubled when half full. */
export class UniqueNodes {
  #slots = new Int32Array(1 << 12)
  #count = 0

  /**
   * The known node with this variable and these children.
   * @param variables the variable of each node
   * @param children the children of each node
   * @param make makes the node where there is none
   */
  find(
    variable: number,
    wanted: readonly Node[],
    variables: readonly number[],
    children: readonly (readonly Node[])[],
    make: () => Node,
  ): Node {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let place = hashOf(variable, wanted) & mask; ; place = (place + 1) & mask) {
      const node = slots[place] ?? 0
      if (node === 0) {
        const made = make()
        slots[place] = made
        this.#count += 1
        if (this.#count * 2 > slots.length) this.#grow(variables, children)
        return made
      }
      if (variables[node] === variable && areEqual(children[node], wanted)) return node
    }
  }

  #grow(variables: readonly number[], children: readonly (readonly Node[])[]): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (const node of this.#slots) {
      if (node === 0) continue
      let place = hashOf(variables[node] ?? 0, children[node] ?? []) & mask
      while (slots[place] !== 0) place = (place + 1) & mask
      slots[place] = node
    }
    this.#slots = slots
  }
}

function hashOf(variable: number, children: readonly Node[]): number {
  let hash = mix(0x811c9dc5, variable)
  for (let value = 0; value < children.length; value++) hash = mix(hash, children[value] ?? 0)
  return hash
}

function areEqual(one: readonly Node[] | undefined, other: readonly Node[]): boolean {
  if (one === undefined || one.length !== other.length) return false
  for (let value = 0; value < other.length; value++) if (one[value] !== other[value]) return false
  return true
}

/** Entries of the first and of the largest table of results. */
const FIRST = 1 << 14
const LARGEST = 1 << 22

/**
 * Results of operations on two nodes. Each has one place; a newer one takes it, and what is lost is computed again. The
 * table grows with the nodes, so that little is lost.
 */
export class Results {
  #slots = new Int32Array(FIRST * 3)

  /** The result of an operation (0 to 3) on two nodes, the first of which is not empty; -1 where it is not known. */
  get(operation: number, a: Node, b: Node): Node {
    const slots = this.#slots
    const place = placeOf(operation, a, b, slots.length)
    const packed = slots[place + 2] ?? 0
    if (slots[place] !== a || slots[place + 1] !== b || (packed & 3) !== operation) return -1
    return packed >> 2
  }

  set(operation: number, a: Node, b: Node, result: Node): void {
    if (result * 3 > this.#slots.length && this.#slots.length < LARGEST * 3) this.#grow()
    const slots = this.#slots
    const place = placeOf(operation, a, b, slots.length)
    slots[place] = a
    slots[place + 1] = b
    slots[place + 2] = (result << 2) | operation
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Int32Array(old.length * 4)
    for (let place = 0; place < old.length; place += 3) {
      const [a = 0, b = 0, packed = 0] = old.subarray(place, place + 3)
      if (a === 0) continue
      const moved = placeOf(packed & 3, a, b, this.#slots.length)
      this.#slots.set([a, b, packed], moved)
    }
  }
}

function placeOf(operation: number, a: Node, b: Node, length: number): number {
  return (mix(mix(operation + 1, a), b) & (length / 3 - 1)) * 3
}
