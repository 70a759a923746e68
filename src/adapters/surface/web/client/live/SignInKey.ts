/**
 * The key to this browser's sign-in, which stands beside the cookie. Owns taking it from the address that a sign-in leads
 * to, and keeping it where no other server gets it: browsers send a cookie to every port of a machine, and what a page
 * keeps to nobody.
 */
const name = "sign-in-key"
const handedOver = /^#key=([0-9a-f]{64})$/

/** In a browser that keeps nothing it lasts as long as the page. */
let held: string | undefined

const kept = (): string | undefined => {
  try {
    return localStorage.getItem(name) ?? undefined
  } catch {
    return undefined
  }
}

/** Once, before anything is asked of the service. */
export const takeKey = (): void => {
  const key = handedOver.exec(location.hash)?.[1]
  if (key === undefined) return
  history.replaceState(history.state, "", location.pathname + location.search)
  try {
    localStorage.setItem(name, key)
  } catch {
    held = key
  }
}

/** Asked for each time: another page of this browser may have signed in anew. */
export const signInKey = (): string | undefined => kept() ?? held

/** Of every request that is no socket's. */
export const keyHeaders = (): Readonly<Record<string, string>> => {
  const key = signInKey()
  return key === undefined ? {} : { "x-orchestrator-key": key }
}

/** What a socket offers: it is answered with the first, and cannot be given headers. */
export const keyProtocols = (): ReadonlyArray<string> => {
  const key = signInKey()
  return key === undefined ? ["orchestrator"] : ["orchestrator", `key-${key}`]
}

/** It is worth nothing any more. Another one that came meanwhile stays. */
export const forgetKey = (key: string | undefined): void => {
  held = undefined
  if (kept() !== key) return
  try {
    localStorage.removeItem(name)
  } catch {
    // there is none then
  }
}
