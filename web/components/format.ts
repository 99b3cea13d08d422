/** Numbers and times as people read them, by the language in force. */
import { locale } from "../language.ts";

const number = new Intl.NumberFormat(locale);
const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });

export const formatNumber = (value: number): string => number.format(value);

/** A share from 0 to 1, never rounded up to a whole that it is not. */
export const formatShare = (share: number): string =>
  percent.format(share < 1 ? Math.min(share, 0.999) : share);

/** A duration in ms: "84 ms", "1.2 s", "15.0 s", "4 min". */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 2 * 86_400_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

const dayMs = 86_400_000;
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
const sameYear = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const otherYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** A time of day to the second, in the viewer's zone. */
export const formatClock = (at: number): string => clock.format(at);

/** A time relative to now within a day ("3 min. ago", "in 4 min."), absolute beyond it. */
export function formatWhen(at: number, now: number, justNow: string): string {
  const distance = at - now;
  const size = Math.abs(distance);
  if (size < 5_000) return justNow;
  if (size < 60_000) return relative.format(Math.round(distance / 1_000), "second");
  if (size < 3_600_000) return relative.format(Math.round(distance / 60_000), "minute");
  if (size < dayMs) return relative.format(Math.round(distance / 3_600_000), "hour");
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (thisYear ? sameYear : otherYear).format(at);
}

const timeOfDay = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });

/** A time of day to the minute, in the viewer's zone. */
export const formatTimeOfDay = (at: number): string => timeOfDay.format(at);

/** A moment to the minute, in the viewer's zone: "12 Jan, 09:20". */
export const formatMoment = (at: number): string => sameYear.format(at);

/** A time in UTC to the second, for hovering. */
export const formatUtc = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** An id shortened to its ends. */
export const shortId = (id: string): string => (id.length > 10 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id);
