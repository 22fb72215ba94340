/** Ours (addresses with passwords among them), those of database and bus clients, and npm's when started through it. */
const withheldNames = /^(?:TILEWRIGHT_|PG|NATS_|npm_|DATABASE_URL$|INIT_CWD$|NODE_OPTIONS$|NODE_CHANNEL_)/;

/** What every program inherits of the worker's environment: all but the worker's secrets and settings. */
export function inheritedEnvironment(
	environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
	const inherited: Record<string, string> = {};
	for (const [name, value] of Object.entries(environment)) {
		if (value !== undefined && !withheldNames.test(name)) inherited[name] = value;
	}
	return inherited;
}

export interface AttemptEnvironment {
	readonly taskFile: string;
	readonly outputDirectory: string;
	/** The task definition's own. */
	readonly own: Readonly<Record<string, string>>;
}

/** TILEWRIGHT_ATTEMPT_ID is added by the runner. */
export function attemptEnvironment(attempt: AttemptEnvironment): Readonly<Record<string, string>> {
	return {
		...attempt.own,
		TILEWRIGHT_TASK: attempt.taskFile,
		TILEWRIGHT_OUTPUT_DIRECTORY: attempt.outputDirectory,
	};
}
