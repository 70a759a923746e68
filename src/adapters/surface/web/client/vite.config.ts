/**
 * How the dashboard's client is built, and served while it is worked on. Owns the chunks and the way to a running
 * service; what is served in production is the server's.
 */
import { resolve } from "node:path"
import tailwindcss from "@tailwindcss/vite"
import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

const product = resolve(import.meta.dirname, "../../../../..")

const service = "http://127.0.0.1:3456"

/** The service answers nobody but itself: a request that came by way of here looks as if it had come straight. */
const toService = { target: service, changeOrigin: true, headers: { origin: service } }

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: resolve(product, ".cache/vite"),
  plugins: [react(), tailwindcss()],
  build: {
    outDir: resolve(product, "dist/dashboard"),
    emptyOutDir: true,
    target: "es2023",
    // with data: URLs the policy of what may be loaded would have to be wider
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    // what browsers are given of the core lies beside it
    fs: { allow: [product] },
    proxy: {
      "/rpc": { ...toService, ws: true },
      "/api": toService,
      "/login": toService,
      "/healthz": toService,
      "/metrics": toService
    }
  }
})
