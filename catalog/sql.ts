/** A name as SQL wants it; quoted always, since `type`, `default` and others are words of SQL. */
export const quoted = (name: string): string => `"${name}"`;

/** Text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
