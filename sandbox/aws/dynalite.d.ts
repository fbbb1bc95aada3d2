declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB server on LevelDB, in memory or in the folder `path`. Closing the server closes the database. */
  export default function dynalite(options?: { path?: string; createTableMs?: number }): Server;
}
