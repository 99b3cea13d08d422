/** `real` has half the digits on PostgreSQL: a rate such as 33.333333 would come back as another number. */
export const doubleRates: readonly string[] = [
  `alter table callbacks alter column rate_limit type double precision`,
];
