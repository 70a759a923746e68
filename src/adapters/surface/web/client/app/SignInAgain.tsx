/** Instead of the dashboard, where a browser is signed in and has no key to it: nothing could be asked of the service. */
export const SignInAgain = () => (
  <main className="grid min-h-dvh place-items-center">
    <div className="flex max-w-md flex-col gap-2 px-4 text-center">
      <h1 className="text-base font-medium">sign in again</h1>
      <p className="text-sm text-muted">
        this browser has lost its key to the dashboard. on the machine where the service runs:{" "}
        <code>orchestrator login</code>
      </p>
    </div>
  </main>
)
