import { literal } from '../sql.ts';
import type { SourceTable } from './source-table.ts';
import { TIME_ZONE_NAMES } from './time-zone-names.ts';
import { type OffsetPeriod, offsetsOf, type ZoneOffsets } from './time-zones.ts';

type NamedZone = ZoneOffsets & { readonly names: readonly string[] };

/** The tables with the offsets of time zones, which no endpoint of Zendesk has. */
export function zoneTables(): readonly SourceTable[] {
  const zones = Object.entries(TIME_ZONE_NAMES).map(([zone, names]): NamedZone => ({ names, ...offsetsOf(zone) }));
  return [
    { name: 'time_zone', sql: standardOffsets(zones) },
    { name: 'daylight_time', sql: daylightTimes(zones) },
  ];
}

const standardOffsets = (zones: readonly NamedZone[]): string => {
  const groups = [...Map.groupBy(zones, ({ standard }) => standard)].toSorted(([a], [b]) => a - b);
  const rows = groups.map(([standard, those]) => `(${literal(offsetText(standard))}, ${namesOf(those)})`);
  return `SELECT unnest(names) AS time_zone, standard_offset
FROM (VALUES
${rows.join(',\n')}
) AS zones (standard_offset, names)`;
};

/** `-03:30` */
function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${[hours, rest].map((part) => `${part}`.padStart(2, '0')).join(':')}`;
}

/** Many zones change on the same days, so each calendar of changes is written once. */
const daylightTimes = (zones: readonly NamedZone[]): string => {
  const groups = Map.groupBy(
    zones.filter(({ periods }) => periods.length > 0),
    ({ periods }) => JSON.stringify(periods),
  );
  const rows = [...groups.values()].map(
    (those) => `(${namesOf(those)}, [${those[0]?.periods.map(periodText).join(', ') ?? ''}])`,
  );
  return `SELECT time_zone, year(daylight_start_utc) AS year, daylight_start_utc, daylight_end_utc, daylight_offset
FROM (
  SELECT unnest(names) AS time_zone, CAST(split_part(period, ' ', 1) AS TIMESTAMP) AS daylight_start_utc, CAST(split_part(period, ' ', 2) AS TIMESTAMP) AS daylight_end_utc, CAST(split_part(period, ' ', 3) AS DOUBLE) AS daylight_offset
  FROM (SELECT names, unnest(periods) AS period FROM (VALUES
${rows.join(',\n')}
  ) AS zones (names, periods))
)`;
};

const namesOf = (zones: readonly NamedZone[]): string =>
  `[${zones
    .flatMap(({ names }) => names)
    .map(literal)
    .join(', ')}]`;

/** The offset is in hours. */
const periodText = ({ start, end, minutes }: OffsetPeriod): string =>
  literal(`${minuteText(start)} ${minuteText(end)} ${minutes / 60}`);

/** `2026-03-29T01:00` */
const minuteText = (time: number): string => new Date(time).toISOString().slice(0, 16);
