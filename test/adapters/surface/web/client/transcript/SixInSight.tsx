/** A window that shows six turns of a hundred pixels each: what a browser measures, where nothing is measured. */
import { act, type ReactNode } from "react"
import { VirtuosoMockContext } from "react-virtuoso"

const windowHeight = 600
const turnHeight = 100

const isScroller = (element: Element): boolean => element.hasAttribute("data-virtuoso-scroller")

const contentHeight = (element: Element): number => {
  const list = element.querySelector<HTMLElement>("[data-testid=virtuoso-item-list]")
  const room = Number.parseFloat(list?.style.paddingTop || "0") + Number.parseFloat(list?.style.paddingBottom || "0")
  return room + (list?.children.length ?? 0) * turnHeight
}

/** Until it is undone every list that scrolls measures so. */
export const measureSixTurns = (): (() => void) => {
  const prototype = HTMLElement.prototype
  const heights = { offsetHeight: () => windowHeight, clientHeight: () => windowHeight, scrollHeight: contentHeight }
  for (const [name, of] of Object.entries(heights)) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: HTMLElement) {
        return isScroller(this) ? of(this) : 0
      }
    })
  }
  const box = prototype.getBoundingClientRect
  Object.defineProperty(prototype, "getBoundingClientRect", {
    configurable: true,
    value(this: HTMLElement) {
      return isScroller(this) ? new DOMRect(0, 0, 800, windowHeight) : box.call(this)
    }
  })
  Object.defineProperty(prototype, "scrollTo", {
    configurable: true,
    value(this: HTMLElement, { top = 0 }: ScrollToOptions) {
      this.scrollTop = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight))
      this.dispatchEvent(new Event("scroll"))
    }
  })
  return () => {
    for (const name of [...Object.keys(heights), "getBoundingClientRect", "scrollTo"])
      Reflect.deleteProperty(prototype, name)
  }
}

export const SixInSight = ({ children }: { readonly children: ReactNode }) => (
  <VirtuosoMockContext value={{ viewportHeight: windowHeight, itemHeight: turnHeight }}>{children}</VirtuosoMockContext>
)

/** The list takes a few pictures to find its end. */
export const settled = async (): Promise<void> => {
  for (let picture = 0; picture < 12; picture++) {
    await act(() => new Promise<void>((resume) => requestAnimationFrame(() => resume())))
  }
}
