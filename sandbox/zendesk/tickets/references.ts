/** The brand of all tickets. */
export const BRAND = 38_100_381_217_113;

/** The form of all tickets. */
export const TICKET_FORM = 38_100_360_001_998;

/** Statuses that tickets have. */
export const CUSTOM_STATUSES = 6;

/** Returns the id of an account's n-th custom status, from 0. */
export const customStatusId = (index: number): number => 38_107_500_007_502 + index;

/** The trigger that sets the priority of new tickets. Ticket events name it. */
export const PRIORITY_TRIGGER = 5_001;
