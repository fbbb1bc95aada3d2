-- Written by `npm run docs`.
SELECT subdomain, id, status, subject, priority, updated_at, generated_timestamp
FROM (
  SELECT r.subdomain, t.id, t.status, t.subject, t.priority, t.updated_at, t.generated_timestamp, row_number() OVER (
    PARTITION BY r.subdomain, t.id ORDER BY t.generated_timestamp DESC, r."$path" DESC
  ) AS recency
  FROM zendesk.tickets_raw AS r, r.tickets AS t
  WHERE t.id IS NOT NULL
) AS copies
WHERE recency = 1;
