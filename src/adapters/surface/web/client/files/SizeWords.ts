/** How large a file is, in words. Pure. */
const thousand = 1024

/** `812 bytes`, `12 KB`, `3.4 MB`. */
export const sizeWords = (bytes: number): string => {
  if (bytes < thousand) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`
  const kilobytes = bytes / thousand
  return kilobytes < thousand ? `${Math.ceil(kilobytes)} KB` : `${(kilobytes / thousand).toFixed(1)} MB`
}
