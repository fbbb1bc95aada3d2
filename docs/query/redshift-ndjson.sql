-- Written by `npm run docs`.
SELECT subdomain, id, status, subject, priority, updated_at, generated_timestamp
FROM (
  SELECT t.subdomain, t.id, t.status, t.subject, t.priority, t.updated_at, t.generated_timestamp, row_number() OVER (
    PARTITION BY t.subdomain, t.id ORDER BY t.generated_timestamp DESC, t."$path" DESC
  ) AS recency
  FROM zendesk.tickets_raw AS t
  WHERE t.id IS NOT NULL
) AS copies
WHERE recency = 1;
