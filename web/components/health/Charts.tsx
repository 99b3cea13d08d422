import "@mantine/charts/styles.css";
import { BarChart, LineChart } from "@mantine/charts";
import type { CallbackStats } from "../../api/callbacks.ts";
import { useStrings } from "../../strings/strings.ts";
import { formatDuration, formatMoment, formatNumber, formatTimeOfDay } from "../format.ts";
import { Section } from "../Section.tsx";
import classes from "./Health.module.css";

/** The table beside them tells the same by keyboard and to those who do not see. */
const shared = {
  h: 200,
  withLegend: true,
  withTooltip: true,
  tickLine: "none",
  legendProps: { verticalAlign: "top", align: "left", height: 28 },
  tooltipAnimationDuration: 0,
} as const;

/** Delivered and failed per hour, and how long attempts took. Loaded by itself: it brings the library of charts. */
export default function Charts({ stats }: { stats: CallbackStats }) {
  const { health, deliveries } = useStrings();
  const isDay = stats.range === "24h";
  const data = stats.buckets.map(({ at, delivered, failed, latencyMs }) => {
    const ms = Date.parse(at);
    return {
      at: isDay ? formatTimeOfDay(ms) : formatMoment(ms),
      delivered,
      failed,
      p50: latencyMs.p50,
      p95: latencyMs.p95,
    };
  });
  return (
    <>
      <Section title={health.endedTitle} note={health.testOnly}>
        <div className={classes.chart} aria-hidden>
          <BarChart
            {...shared}
            data={data}
            dataKey="at"
            type="stacked"
            series={[
              { name: "delivered", label: deliveries.delivered, color: "var(--chart-ok)" },
              { name: "failed", label: deliveries.failed, color: "var(--bad)" },
            ]}
            valueFormatter={formatNumber}
            yAxisProps={{ allowDecimals: false, width: 44 }}
            xAxisProps={{ minTickGap: 24 }}
            barProps={{ isAnimationActive: false }}
            barChartProps={{ accessibilityLayer: false }}
          />
        </div>
      </Section>
      <Section title={health.latencyTitle}>
        <div className={classes.chart} aria-hidden>
          <LineChart
            {...shared}
            data={data}
            dataKey="at"
            curveType="linear"
            connectNulls={false}
            series={[
              { name: "p50", label: health.p50Series, color: "var(--accent)" },
              { name: "p95", label: health.p95Series, color: "var(--ink-3)", strokeDasharray: "4 3" },
            ]}
            valueFormatter={formatDuration}
            yAxisProps={{ width: 60 }}
            xAxisProps={{ minTickGap: 24 }}
            dotProps={{ r: 2.5 }}
            lineProps={{ isAnimationActive: false }}
            lineChartProps={{ accessibilityLayer: false }}
          />
        </div>
      </Section>
    </>
  );
}
