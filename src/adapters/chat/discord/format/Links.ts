/**
 * What a link may be shown as. Discord opens http and https; a text that names another address than the one behind it is
 * never a link. Pure.
 */
import { encodedAddress, hostOf, isAddress, longestAddress, namesAnother } from "../../../../core/chat/LinkTargets.ts"
import { isPlaceAddress } from "./Literal.ts"

export type LinkLook =
  /** Discord's masked link. */
  | { readonly _tag: "Masked"; readonly url: string }
  /** The address alone. */
  | { readonly _tag: "Address"; readonly url: string }
  /** The words, and behind them the address, to be opened or to be read. */
  | { readonly _tag: "Words"; readonly url?: string; readonly address?: string }

/** Two tildes would end what is struck through. */
const encoded = (url: string): string => encodedAddress(url).replace(/~(?=~)/g, "%7E")

/** `text` is what can be read of it; `mayMask` when it may hide its address. */
export const linkLook = (text: string, url: string, mayMask: boolean): LinkLook => {
  const words = text.trim()
  if (hostOf(url) !== undefined && url.length <= longestAddress && !isPlaceAddress(url)) {
    if (words === "" || isAddress(words, url)) return { _tag: "Address", url: encoded(url) }
    const masked = mayMask && !/[[\]\n]/.test(text) && !namesAnother(text, url)
    return { _tag: masked ? "Masked" : "Words", url: encoded(url) }
  }
  const address = url.replace(isPlaceAddress(url) ? /^https?:\/\// : /^mailto:/i, "")
  const says = address !== words && !address.startsWith("#") && !/^data:/i.test(address)
  return { _tag: "Words", ...(says && address !== "" ? { address } : {}) }
}
