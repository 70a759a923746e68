// @vitest-environment happy-dom
/** What is looked for stands in the address: the field shows it however one got there, and never brings an old one back. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { useSearchParams } from "wouter"
import { SearchField } from "../../../../../../src/adapters/surface/web/client/ui/SearchField.tsx"
import { draw, eraseAll, find, type } from "../Drawn.tsx"

const Search = () => {
  const [query, setQuery] = useSearchParams()
  const search = (text: string) => setQuery(text === "" ? {} : { search: text }, { replace: true })
  return <SearchField label="search" placeholder="" value={query.get("search") ?? ""} onSearch={search} />
}

const field = (): HTMLInputElement => {
  const found = find("input", "search")
  if (!(found instanceof HTMLInputElement)) throw new Error("no field")
  return found
}

const rest = () => act(async () => vi.advanceTimersByTime(1_000))
const goTo = (address: string) => act(async () => history.pushState(null, "", address))

beforeEach(() => {
  vi.useFakeTimers()
  history.replaceState(null, "", "/audit?search=zzz")
})
afterEach(async () => {
  await eraseAll()
  vi.useRealTimers()
})

describe("SearchField", () => {
  it("shows what is looked for, also when the address became another, and leaves it so", async () => {
    await draw(<Search />)
    assert.strictEqual(field().value, "zzz")
    await goTo("/audit")
    assert.strictEqual(field().value, "")
    await rest()
    assert.strictEqual(location.search, "")
    assert.strictEqual(field().value, "")
  })

  it("looks for what was typed when one stops typing, and forgets it when one goes elsewhere before", async () => {
    await draw(<Search />)
    await type(field(), "mason")
    assert.strictEqual(location.search, "?search=zzz")
    await rest()
    assert.strictEqual(location.search, "?search=mason")
    await type(field(), "mason and")
    await goTo("/audit")
    await rest()
    assert.strictEqual(location.search, "")
    await goTo("/audit?search=mason")
    assert.strictEqual(field().value, "mason")
    await rest()
    assert.strictEqual(location.search, "?search=mason")
  })
})
