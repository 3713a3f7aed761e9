export const MIB = 1024 * 1024;
/** What is held is held in these, which are smaller. */
export const MB = 1_000_000;
