import type { PilotDescription } from "../../pilot-description.ts";
import type { SchedulerDialect } from "./scheduler-dialect.ts";
import { shellQuote } from "./shell-quote.ts";

const systemScratch = `\${TMPDIR:-/tmp}`;

export interface PilotScriptValues {
	/** Both as compute nodes see them. */
	readonly node: string;
	readonly program: string;
	readonly scratchDirectory: string | null;
	/** Of the worker that submits it. */
	readonly name: string;
	readonly description: Omit<PilotDescription, "element" | "jobId">;
}

/**
 * Starts a worker inside an allocation. The scheduler's early signal (USR1) becomes USR2, because Node listens to
 * USR1 for its debugger; SIGTERM is passed on, and the worker gives back what it runs.
 */
export function pilotScript(
	dialect: Pick<SchedulerDialect, "jobIdVariable" | "indexVariable">,
	{ node, program, scratchDirectory, name, description }: PilotScriptValues,
): string {
	const [before, after] = JSON.stringify({ ...description, element: "ELEMENT", jobId: "JOB" }).split('"ELEMENT"');
	const [middle, end] = (after ?? "").split("JOB");
	return `#!/bin/sh
# Written by a Tilewright worker. Starts a pilot: a worker inside this allocation, fed by the coordinator.
set -u
directory=$1
job=\${${dialect.jobIdVariable}:-0}
element=\${${dialect.indexVariable}:-1}
case $element in undefined|'') element=1 ;; esac
PATH=\${PATH:-/usr/local/bin:/usr/bin:/bin}
export PATH
exec >> "$directory/logs/$element.log" 2>&1 < /dev/null
setup_problem=
. "$directory/setup"
[ -z "$setup_problem" ] || { echo "$setup_problem"; exit 1; }
. "$directory/environment"
scratch=${scratchDirectory === null ? systemScratch : shellQuote(scratchDirectory)}
scratch=$(mktemp -d "$scratch/tilewright.XXXXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
TILEWRIGHT_WORKER_DATA_DIR=$scratch
TILEWRIGHT_WORKER_NAME=${shellQuote(`${name} pilot `)}$job.$element
TILEWRIGHT_PILOT=${shellQuote(before ?? "")}$element${shellQuote(middle ?? "")}$job${shellQuote(end ?? "")}
export TILEWRIGHT_WORKER_DATA_DIR TILEWRIGHT_WORKER_NAME TILEWRIGHT_PILOT
${shellQuote(node)} ${shellQuote(program)} &
worker=$!
interrupted=
trap 'interrupted=1; kill -s TERM "$worker" 2>/dev/null' TERM
trap 'interrupted=1; kill -s USR2 "$worker" 2>/dev/null' USR1
while :; do
	interrupted=
	wait "$worker"
	status=$?
	[ -n "$interrupted" ] || break
done
exit "$status"
`;
}
