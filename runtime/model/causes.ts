/** What stands in the stack of an error between it and what caused it, and so on. */
export const causedBy = '\nCaused by: ';
