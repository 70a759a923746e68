// @vitest-environment happy-dom
/** Who is at the end of what grows stays there; who scrolled up stays where they are. */
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { type StickToEnd, stickToEnd } from "../../../../../../src/adapters/surface/web/client/transcript/StickToEnd.ts"

class Scroller {
  readonly element = document.createElement("div")
  height = 1_000

  constructor() {
    Object.defineProperty(this.element, "scrollHeight", { get: () => this.height })
    Object.defineProperty(this.element, "clientHeight", { get: () => 400 })
    let top = 0
    Object.defineProperty(this.element, "scrollTop", {
      get: () => top,
      set: (wanted: number) => {
        top = Math.max(0, Math.min(wanted, this.height - 400))
        this.element.dispatchEvent(new Event("scroll"))
      }
    })
  }

  get left(): number {
    return this.height - this.element.scrollTop - 400
  }
}

describe("sticking to the end", () => {
  let scroller = new Scroller()
  let told: Array<boolean> = []
  let end: StickToEnd
  let leave = (): void => undefined
  beforeEach(() => {
    scroller = new Scroller()
    told = []
    end = stickToEnd((stuck) => told.push(stuck))
    leave = end.watch(scroller.element)
    end.grown()
  })
  afterEach(() => leave())

  const grow = (by: number) => {
    scroller.height += by
    end.grown()
  }

  it("goes along with every growth", () => {
    for (let line = 0; line < 50; line++) {
      grow(line % 7 === 0 ? 300 : 20)
      assert.strictEqual(scroller.left, 0)
    }
    assert.isEmpty(told)
  })

  it("lets go of who scrolls up, and leaves them where they are", () => {
    scroller.element.scrollTop -= 200
    const { scrollTop } = scroller.element
    grow(500)
    grow(20)
    assert.strictEqual(scroller.element.scrollTop, scrollTop)
    assert.deepStrictEqual(told, [false])
  })

  it("lets go of who scrolls up in small steps while it grows fast", () => {
    for (let step = 0; step < 25; step++) {
      scroller.element.scrollTop -= 16
      grow(40)
    }
    assert.strictEqual(scroller.left, 25 * 56)
    assert.deepStrictEqual(told, [false])
  })

  it("takes along who comes back, by scrolling or by asking for it", () => {
    scroller.element.scrollTop -= 300
    scroller.element.scrollTop += 290
    grow(200)
    assert.strictEqual(scroller.left, 0)
    scroller.element.scrollTop -= 300
    grow(200)
    end.stick()
    assert.strictEqual(scroller.left, 0)
    assert.deepStrictEqual(told, [false, true, false, true])
  })

  it("is not let go of by what becomes shorter", () => {
    grow(500)
    scroller.height -= 400
    // where the browser itself then puts it
    scroller.element.scrollTop = scroller.height
    grow(300)
    assert.strictEqual(scroller.left, 0)
    assert.isEmpty(told)
  })
})
