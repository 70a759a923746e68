/** The key that opens the palette together with K, as it is called on this machine. */
export const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl"
