/** In the palette's place where it cannot be loaded, as after an update of the service: the page stays as it is. */
import { useEffect } from "react"
import { toast } from "../ui/Toast.ts"
import { openPalette } from "./PaletteActions.ts"

export const NoPalette = () => {
  useEffect(() => {
    openPalette(false)
    toast("the service was updated, or cannot be reached: load the page anew to find things by name", { tone: "bad" })
  }, [])
  return null
}
