export type Args = Record<string, unknown>;

/** Calls another tool in preparation and gives its text. */
export type Ask = (tool: string, args: Args) => Promise<string>;

/** An ordinary call of a tool: its arguments, or how they come about. It must work for everybody, again and again. */
export type Example = Args | ((ask: Ask) => Promise<Args>);
export type Examples = Readonly<Record<string, Example>>;
