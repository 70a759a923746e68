/**
 * Stacked bars side by side, such as costs by day. The bars are a picture; the figures are in a table behind it for those
 * who do not see it, and one by one for a pointer that rests on them.
 */

export interface BarChartBar {
  readonly label: string
  /** By series; what is absent is nothing. */
  readonly values: Readonly<Record<string, number>>
}

export interface BarChartProps {
  /** What it shows, such as `cost by day`. */
  readonly caption: string
  readonly bars: ReadonlyArray<BarChartBar>
  /** From the bottom up, at most six: sum up the rest before. */
  readonly series: ReadonlyArray<string>
  readonly format: (value: number) => string
}

const colours = ["fill-chart-1", "fill-chart-2", "fill-chart-3", "fill-chart-4", "fill-chart-6", "fill-chart-5"]
const dots = ["bg-chart-1", "bg-chart-2", "bg-chart-3", "bg-chart-4", "bg-chart-6", "bg-chart-5"]

const height = 160
const step = 24
const barWidth = 16

/** The next 1, 2 or 5 with noughts that nothing is higher than. */
export const niceTop = (most: number): number => {
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return ([1, 2, 5, 10].find((each) => each * power >= most) ?? 10) * power
}

const sumOf = (bar: BarChartBar, series: ReadonlyArray<string>): number =>
  series.reduce((sum, name) => sum + (bar.values[name] ?? 0), 0)

export const BarChart = ({ caption, bars, series, format }: BarChartProps) => {
  const top = niceTop(Math.max(0, ...bars.map((bar) => sumOf(bar, series))))
  const width = Math.max(1, bars.length) * step
  const first = bars[0]
  const last = bars.at(-1)
  return (
    <figure className="min-w-0">
      <div aria-hidden="true" className="flex gap-2">
        <div className="label-line flex h-40 w-14 shrink-0 flex-col justify-between text-right">
          <span className="-mt-2">{format(top)}</span>
          <span>{format(top / 2)}</span>
          <span className="-mb-2">{format(0)}</span>
        </div>
        <div className="min-w-0 flex-1">
          {/* biome-ignore lint/a11y/noSvgWithoutTitle: a title here would cover those of the bars; it is hidden from readers */}
          <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className="h-40 w-full overflow-visible">
            {[0, 0.5, 1].map((share) => (
              <line
                key={share}
                x1={0}
                x2={width}
                y1={height * share}
                y2={height * share}
                vectorEffect="non-scaling-stroke"
                className="stroke-line"
              />
            ))}
            {bars.map((bar, index) => {
              let y = height
              return (
                <g key={bar.label}>
                  <rect
                    x={index * step}
                    y={0}
                    width={step}
                    height={height}
                    className="fill-transparent hover:fill-hover"
                  >
                    <title>{`${bar.label}: ${format(sumOf(bar, series))}`}</title>
                  </rect>
                  {series.map((name, place) => {
                    const tall = ((bar.values[name] ?? 0) / top) * height
                    if (tall <= 0) return null
                    y -= tall
                    return (
                      <rect
                        key={name}
                        x={index * step + (step - barWidth) / 2}
                        y={y}
                        width={barWidth}
                        height={tall}
                        className={colours[place % colours.length]}
                      >
                        <title>{`${bar.label} · ${name}: ${format(bar.values[name] ?? 0)}`}</title>
                      </rect>
                    )
                  })}
                </g>
              )
            })}
          </svg>
          <div className="label-line mt-1 flex justify-between">
            <span>{first?.label}</span>
            <span>{first === last ? "" : last?.label}</span>
          </div>
        </div>
      </div>
      <ul aria-hidden="true" className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {series.map((name, place) => (
          <li key={name} className="flex items-center gap-1.5">
            <span className={`size-2 rounded-sm ${dots[place % dots.length]}`} />
            {name}
          </li>
        ))}
      </ul>
      {/* a table takes the room that it wants: what hides it stands around it */}
      <div className="sr-only">
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">day</th>
              {series.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">all</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.label}>
                <th scope="row">{bar.label}</th>
                {series.map((name) => (
                  <td key={name}>{format(bar.values[name] ?? 0)}</td>
                ))}
                <td>{format(sumOf(bar, series))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}
