/** A ticket of an export, with the fields that identify its version. */
export const ticket = (id: number, second: number, more: object = {}) => ({
  id,
  generated_timestamp: second,
  updated_at: new Date(second * 1000).toISOString(),
  status: 'open',
  priority: null,
  subject: 'Printer',
  assignee_id: 7,
  group_id: 8,
  tags: ['a', 'b'],
  ...more,
});
