export default function App() {
  return (
    <main className="grid min-h-svh place-items-center bg-background p-6">
      <div className="flex max-w-sm flex-col items-center text-center">
        <div
          aria-hidden
          className="mb-7 grid h-16 w-14 place-items-center rounded-[50%/58%_58%_42%_42%] border bg-card shadow-lg shadow-black/5"
        >
          <div className="size-6 rounded-full bg-chart-3" />
        </div>
        <h1 className="text-2xl font-semibold tracking-tight text-balance">Nothing here yet</h1>
        <p className="mt-2 text-muted-foreground text-pretty">
          Say in the chat what you want to build, and watch it take shape on this page.
        </p>
      </div>
    </main>
  )
}
