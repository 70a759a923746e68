/** The browser's entry: draws the dashboard. */
import "./ui/Design.css"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./app/App.tsx"
import { SignInAgain } from "./app/SignInAgain.tsx"
import { signInKey, takeKey } from "./live/SignInKey.ts"

const root = document.getElementById("root")
if (root === null) throw new Error("the page has no place for the dashboard")

takeKey()

createRoot(root).render(<StrictMode>{signInKey() === undefined ? <SignInAgain /> : <App />}</StrictMode>)
