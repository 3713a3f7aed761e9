/** One row of the threat table, in our words. Tests name it by its id at the front of their title. */
export interface Row {
  what: string;
  /** The clause or the rule that it comes from. */
  clause: string;
  /** Tests that cover it, or a part of it, without carrying the id. */
  also?: readonly (readonly [file: string, title: string])[];
  /** Why there is nothing, or nothing more, to test. */
  because?: string;
}
