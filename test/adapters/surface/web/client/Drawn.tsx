/** A component in a page of its own, as a person finds it: by what things are called. */
import { act, type ReactNode } from "react"
import { createRoot } from "react-dom/client"

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

export interface Drawn {
  readonly page: HTMLElement
  readonly again: (element: ReactNode) => Promise<void>
  readonly gone: () => Promise<void>
}

const drawnNow = new Set<Drawn>()

/** What came of it, after all that it set off. */
export const draw = async (element: ReactNode): Promise<Drawn> => {
  const page = document.createElement("div")
  document.body.append(page)
  const root = createRoot(page)
  const again = (next: ReactNode) => act(async () => root.render(next))
  const gone = async () => {
    await act(async () => root.unmount())
    page.remove()
    drawnNow.delete(drawn)
  }
  const drawn = { page, again, gone }
  drawnNow.add(drawn)
  await again(element)
  return drawn
}

/** For `afterEach`. */
export const eraseAll = async (): Promise<void> => {
  for (const drawn of drawnNow) await drawn.gone()
}

const roles: Readonly<Record<string, string>> = {
  button: "button, [role=button]",
  link: "a[href]",
  textbox: "input[type=text], textarea",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  tab: "[role=tab]",
  menuitem: "[role=menuitem]",
  dialog: "dialog[open]",
  heading: "h1, h2, h3, h4, h5, h6",
  status: "[role=status], output"
}

const wordsOf = (ids: string | null): string =>
  (ids ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "")
    .join(" ")
    .trim()

/** What it is called, for those who hear it. */
export const nameOf = (element: Element): string => {
  const label = element.getAttribute("aria-label") ?? wordsOf(element.getAttribute("aria-labelledby"))
  if (label !== "") return label
  const tied = element.id === "" ? null : document.querySelector(`label[for="${element.id}"]`)
  const around = /^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName) ? element.closest("label") : element
  return (tied ?? around)?.textContent?.trim() ?? ""
}

/** The one with that role and that name in the whole window; throws when there is none. */
export const find = (role: keyof typeof roles & string, name: string): HTMLElement => {
  const all = [...document.querySelectorAll<HTMLElement>(roles[role] ?? role)]
  const found = all.find((element) => nameOf(element) === name)
  if (found === undefined) throw new Error(`no ${role} is called ${name}, only: ${all.map(nameOf).join(", ")}`)
  return found
}

export const isThere = (role: string, name: string): boolean => {
  try {
    return find(role, name) !== undefined
  } catch {
    return false
  }
}

export const click = (element: HTMLElement): Promise<void> =>
  act(async () => {
    element.focus()
    element.click()
  })

export const press = (key: string, init: KeyboardEventInit = {}): Promise<void> =>
  act(async () => {
    const target = document.activeElement ?? document.body
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }))
  })

/** As if it were typed in place of what is there. */
export const type = (element: HTMLElement, text: string): Promise<void> =>
  act(async () => {
    const prototype = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement
    Object.getOwnPropertyDescriptor(prototype.prototype, "value")?.set?.call(element, text)
    element.dispatchEvent(new Event("input", { bubbles: true }))
  })
