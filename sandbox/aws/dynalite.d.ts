declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB on LevelDB: in memory, or in the folder `path`. Closing the server closes the database. */
  export default function dynalite(options?: { path?: string; createTableMs?: number }): Server;
}
