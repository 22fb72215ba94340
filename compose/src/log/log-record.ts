/** One line of a log, as pino writes them: the rest of its fields follow. */
export interface LogRecord {
	readonly time: number;
	/** pino's numbers: trace 10, debug 20, info 30, warn 40, error 50, fatal 60. */
	readonly level: number;
	/** Which process speaks. */
	readonly name: string;
	readonly msg: string;
	readonly [field: string]: unknown;
}
