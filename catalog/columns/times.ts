/** The times that most records have. */
export const TIMES = {
  created_at: ['instant', 'When it was created'],
  updated_at: ['instant', 'When it last changed'],
} as const;
