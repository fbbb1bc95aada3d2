-- Lists the landed objects of all resources and lists that can hold a person's data. Set these variables before it:
--   SET VARIABLE person = 42;                         the user's id
--   SET VARIABLE mentions = ['ada@example.com'];      optional: names, addresses and numbers to find in texts
--   SET VARIABLE subdomain = 'acme';                  optional: one account, since ids repeat between accounts
--   SET VARIABLE unreadable = ['s3://…'];             optional: objects that DuckDB cannot decompress. They count as found
--   SET VARIABLE lake = 's3://bucket/prefix';
SET VARIABLE lake = coalesce(getvariable('lake'), 'lake/zendesk');
SET VARIABLE person = coalesce(CAST(getvariable('person') AS VARCHAR), error('SET VARIABLE person = … first'));
-- As they are in JSON, in lower case.
SET VARIABLE mentions = list_transform(
  coalesce(CAST(getvariable('mentions') AS VARCHAR[]), []),
  lambda mention: lower(regexp_replace(CAST(to_json(mention) AS VARCHAR), '^"|"$', '', 'g'))
);
-- Bytes of the longest line that is read.
SET VARIABLE longest_line = coalesce(getvariable('longest_line'), 134217728);
SET VARIABLE unreadable = coalesce(CAST(getvariable('unreadable') AS VARCHAR[]), []);
SET VARIABLE objects = (
  SELECT list(file) FROM glob(
    regexp_replace(getvariable('lake'), '([*[])', '[\1]', 'g')
    || '/*/subdomain=' || coalesce(getvariable('subdomain'), '*') || '/dt=*/*.json*'
  )
  WHERE regexp_matches(file, '/[0-9]{10}-[^/]+[.]json([.]gz)?$') AND NOT list_contains(getvariable('unreadable'), file)
);
SET VARIABLE objects = coalesce(getvariable('objects'), error('there are no landed objects in ' || getvariable('lake')));

-- Any member with the id: alone, or in an array of ids.
SET VARIABLE member = '"(\w+)":\s*(?:\[(?:\s*"?[0-9]+"?\s*,)*\s*)?"?' || getvariable('person') || '\b';
-- The id in any other place, for example within a text.
SET VARIABLE anywhere = '(^|[^0-9])' || getvariable('person') || '([^0-9]|$)';

DROP TABLE IF EXISTS erase_rejects;
DROP TABLE IF EXISTS erase_scans;
CREATE OR REPLACE TEMP TABLE person_lines AS
SELECT filename, found_as
FROM (
  SELECT
    filename,
    list_distinct(regexp_extract_all(line, getvariable('member'), 1))
      || CASE WHEN regexp_matches(regexp_replace(line, getvariable('member'), '', 'g'), getvariable('anywhere'))
           THEN ['(id in a text)'] ELSE [] END
      || CASE WHEN len(list_filter(getvariable('mentions'), lambda mention: contains(lower(line), mention))) > 0
           THEN ['(mention)'] ELSE [] END AS found_as
  FROM read_csv(
    getvariable('objects'),
    columns = {'line': 'VARCHAR'},
    auto_detect = false, header = false, delim = '', quote = '', escape = '',
    max_line_size = getvariable('longest_line'), filename = true, hive_partitioning = false,
    store_rejects = true, rejects_limit = 0, rejects_table = 'erase_rejects', rejects_scan = 'erase_scans'
  )
)
WHERE len(found_as) > 0;

-- One row per object, with the members that name the person and the time for `rewind --to`. Lines that cannot be read
-- count as found.
SELECT
  regexp_extract(filename, '/([^/]+)/subdomain=[^/]+/dt=[^/]+/[^/]+$', 1) AS dataset,
  regexp_extract(filename, '/subdomain=([^/]+)/', 1) AS subdomain,
  CAST(regexp_extract(filename, '/([0-9]{10})-[^/]+$', 1) AS BIGINT) AS starts_at,
  list_sort(list_distinct(flatten(list(found_as)))) AS found_as,
  filename AS landed_in
FROM (
  FROM person_lines
  UNION ALL
  SELECT file_path, ['(unreadable)'] FROM erase_rejects JOIN erase_scans USING (scan_id, file_id)
  UNION ALL
  SELECT unnest(getvariable('unreadable')), ['(unreadable)']
)
GROUP BY filename
ORDER BY dataset, subdomain, starts_at, landed_in;
