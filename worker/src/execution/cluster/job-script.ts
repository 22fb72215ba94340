import type { ProgramOrder } from "../task-runner.ts";
import type { JobTemplate } from "./cluster-settings.ts";
import { mapPaths, type PathMapping } from "./path-map.ts";
import type { SchedulerDialect } from "./scheduler-dialect.ts";
import { exportLines, shellQuote } from "./shell-quote.ts";

/*
 * What runs on a compute node. One script for every batch; what differs is in files beside it:
 *
 *   <directory>/<key>/job.sh        this script
 *                     setup         environment, modules of the template
 *                     elements/3    the items of array element 3, one attempt id per line
 *                     items/812     limits and command of one item: assignments and one `exec`
 *                     claims/812/   made by whoever takes the item: a job, or the worker that cancels it
 *                     cancel/812    asks the job to end the item
 *                     started/812   the item's program has been started
 *                     receipts/812  how it ended; appears by rename
 *
 * A claim is one mkdir, so an item runs at most once, whatever became of a submission's answer and however often a
 * scheduler begins a job again.
 */

const defaultGraceSeconds = 5;

export function jobScript(dialect: Pick<SchedulerDialect, "jobIdVariable" | "indexVariable">): string {
	return `#!/bin/sh
# Written by a Tilewright worker. Runs the items of one array element one after the other and leaves a receipt for
# each. Needs a POSIX shell; setsid, ps, /proc and control groups are used where they are.
set -u
directory=$1
key=$2
job=\${${dialect.jobIdVariable}:-0}
element=\${${dialect.indexVariable}:-1}
case $element in undefined|'') element=1 ;; esac
PATH=\${PATH:-/usr/local/bin:/usr/bin:/bin}
export PATH
host=$(uname -n)
${script}`;
}

const script = String.raw`tmp=$(mktemp -d "${"$"}{TMPDIR:-/tmp}/tilewright.XXXXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
pid=
draining=
terminated=
interrupted=
has_setsid=; command -v setsid >/dev/null 2>&1 && has_setsid=1
pause=1; sleep 0.01 2>/dev/null && pause=0.2

now_ms() {
	nanoseconds=$(date +%s%N 2>/dev/null)
	case $nanoseconds in *[!0-9]*|'') nanoseconds=$(date +%s)000000000 ;; esac
	echo "${"$"}{nanoseconds%??????}"
}
send() { # signal
	[ -n "$has_setsid" ] && kill -s "$1" -- "-$pid" 2>/dev/null || kill -s "$1" "$pid" 2>/dev/null
}
kill_marked() { # processes of the item that have left its session
	for file in $(grep -ls "tilewright_mark=$key.$item;" /proc/[0-9]*/environ 2>/dev/null); do
		file=${"$"}{file#/proc/}
		kill -s KILL "${"$"}{file%/environ}" 2>/dev/null
	done
}
end_item() { # reason, seconds of grace, detail
	[ -e "$tmp/stopped" ] && return
	printf '%s %s\n' "$1" "$3" > "$tmp/stopped"
	[ "$2" = 0 ] || send TERM
	( [ "$2" = 0 ] || sleep "$2"; send KILL; kill_marked ) >/dev/null 2>&1 &
	echo $! > "$tmp/killer"
}
group_file() { # version 1 name, version 2 name
	sed -n 's/^[0-9]*:memory:\(.*\)$/\/sys\/fs\/cgroup\/memory\1\/'"$1"'/p; s/^0::\(.*\)$/\/sys\/fs\/cgroup\1\/'"$2"'/p' /proc/self/cgroup 2>/dev/null |
		while read -r file; do [ -r "$file" ] && echo "$file" && break; done
}
oom_file=$(group_file memory.oom_control memory.events)
oom_kills() {
	[ -n "$oom_file" ] && while read -r name value; do [ "$name" = oom_kill ] && echo "$value"; done < "$oom_file" 2>/dev/null
}
second_line() { # name, file
	{ read -r line; read -r line; } < "$2"
	echo "$1 $line"
}

watch() {
	peak=0
	beat=0
	while :; do
		used=0
		for size in $(ps -o rss= -s "$pid" 2>/dev/null); do used=$((used + size)); done
		if [ "$used" -gt "$peak" ]; then peak=$used; echo "$peak" > "$tmp/peak"; fi
		if [ -n "$memory_kb" ] && [ "$used" -gt "$memory_kb" ]; then end_item memoryLimit 0 "it used $((used / 1024)) MB"; fi
		if [ -e "$directory/cancel/$item" ]; then
			read -r seconds < "$directory/cancel/$item"
			end_item cancelled "${"$"}{seconds:-5}" -
		fi
		if [ -n "$limit_ms" ] && [ $(($(now_ms) - begun)) -ge "$limit_ms" ]; then end_item timeLimit "$grace" -; fi
		if [ -n "$quota_kb" ] && [ $((beat % 5)) = 0 ]; then
			size=$(du -sk "$output" 2>/dev/null)
			[ "${"$"}{size%%[!0-9]*}" -gt "$quota_kb" ] 2>/dev/null && end_item outputLimit "$grace" "it wrote ${"$"}{size%%[!0-9]*} kB"
		fi
		beat=$((beat + 1))
		[ "$beat" -gt 20 ] && pause=1
		sleep "$pause"
	done
}
thousands() { echo "$1" | sed -e :a -e 's/^\([0-9]*[0-9]\)\([0-9]\{3\}\)/\1,\2/' -e ta; }
bounded() { # file, note: keeps the first bytes, notes how many there were
	head -c "$log_bytes" > "$1"
	dropped=$(($(wc -c)))
	if [ ! -s "$1" ]; then
		rm -f "$1"
		echo 0 > "$2"
		return
	fi
	kept=$(($(wc -c < "$1")))
	if [ "$dropped" -gt 0 ]; then
		printf '\n[tilewright] At least %s bytes after this were dropped: a log keeps %s bytes.\n' \
			"$(thousands "$dropped")" "$(thousands "$log_bytes")" >> "$1"
	fi
	echo $((kept + dropped)) > "$2"
}
receipt() { # lines on standard input
	{ echo 'tilewright-receipt 1'; cat; printf 'host %s\njob %s\nelement %s\nend\n' "$host" "$job" "$element"; } > "$directory/receipts/.$item.$job" &&
		mv "$directory/receipts/.$item.$job" "$directory/receipts/$item"
}
run_item() {
	rm -f "$tmp"/*
	. "$directory/items/$item"
	mkfifo "$tmp/out" "$tmp/err"
	bounded "$stdout" "$tmp/out_bytes" < "$tmp/out" &
	out_reader=$!
	bounded "$stderr" "$tmp/err_bytes" < "$tmp/err" &
	err_reader=$!
	kills_before=$(oom_kills)
	times > "$tmp/times_before"
	begun=$(now_ms)
	tilewright_run=1 tilewright_problem=$tmp/problem tilewright_mark="$key.$item;" ${"$"}{has_setsid:+setsid} \
		/bin/sh "$directory/items/$item" < /dev/null > "$tmp/out" 2> "$tmp/err" &
	pid=$!
	: > "$directory/started/$item"
	[ -n "$terminated" ] && end_item terminated "$grace" -
	watch > /dev/null 2>&1 &
	watcher=$!
	code=
	while :; do
		interrupted=
		wait "$pid"
		status=$?
		[ "$status" = 127 ] && [ -n "$code" ] || code=$status
		[ -n "$interrupted" ] || break
	done
	ended=$(now_ms)
	kill "$watcher" 2>/dev/null
	# Its program's number may soon be somebody else's.
	[ -e "$tmp/killer" ] && kill "$(cat "$tmp/killer")" 2>/dev/null
	send KILL
	kill_marked
	wait "$out_reader" "$err_reader"
	times > "$tmp/times_after"
	{
		echo "exit $code"
		[ -e "$tmp/stopped" ] && echo "stopped $(cat "$tmp/stopped")"
		[ -e "$tmp/problem" ] && echo "problem $(cat "$tmp/problem")"
		echo "run_ms $((ended - begun))"
		second_line times_before "$tmp/times_before"
		second_line times_after "$tmp/times_after"
		[ -e "$tmp/peak" ] && echo "peak_kb $(cat "$tmp/peak")"
		[ "$(oom_kills)" != "$kills_before" ] && echo 'oom 1'
		read -r bytes < "$tmp/out_bytes" && echo "stdout_bytes $bytes"
		read -r bytes < "$tmp/err_bytes" && echo "stderr_bytes $bytes"
	} | receipt
	pid=
}

trap 'interrupted=1; draining=1; terminated=1; [ -n "$pid" ] && end_item terminated "$grace" -' TERM
trap 'interrupted=1; draining=1' USR1
setup_problem=
. "$directory/setup"
while read -r item <&3; do
	if ! mkdir "$directory/claims/$item" 2>/dev/null; then
		# Begun in an earlier life of this very job: its files are not clean any more.
		if [ "$(cat "$directory/claims/$item/owner" 2>/dev/null)" = "$job.$element" ] && [ ! -e "$directory/receipts/$item" ]; then
			echo 'stopped requeued -' | receipt
		fi
		continue
	fi
	echo "$job.$element" > "$directory/claims/$item/owner"
	if [ -n "$setup_problem" ]; then
		echo "problem $setup_problem" | receipt
	elif [ -n "$draining" ]; then
		echo 'stopped drained -' | receipt
	else
		run_item 3<&-
	fi
done 3< "$directory/elements/$element"
exit 0
`;

/** Environment and modules of a template; sourced by the script. */
export function setupScript(
	template: JobTemplate,
	inherited: Readonly<Record<string, string>>,
	isOtherUser: boolean,
): string {
	// What the job's user makes the worker's user must be able to clear away.
	const lines = [...(isOtherUser ? ["umask 0002"] : []), ...exportLines({ ...inherited, ...template.environment })];
	if (template.modules.length > 0) {
		lines.push(
			"if ! command -v module >/dev/null 2>&1; then",
			"\tfor file in /etc/profile.d/lmod.sh /etc/profile.d/modules.sh /usr/share/lmod/lmod/init/sh /usr/share/modules/init/sh; do",
			'\t\tif [ -r "$file" ]; then set +u; . "$file"; set -u; break; fi',
			"\tdone",
			"fi",
			"set +u",
		);
		for (const name of template.modules) {
			lines.push(
				`module load ${shellQuote(name)} || setup_problem=${shellQuote(`EMODULE module load ${name} failed`)}`,
			);
		}
		lines.push("set -u");
	}
	return `${lines.join("\n")}\n:\n`;
}

/** One item: assignments for the job's script, and the program when it is run by itself. */
export function itemScript(order: ProgramOrder, template: JobTemplate, mappings: readonly PathMapping[]): string {
	const there = (text: string) => mapPaths(text, mappings);
	const { limits } = order;
	const kilobytes = (bytes: number | null) => (bytes === null ? "" : String(Math.ceil(bytes / 1024)));
	const assignments = {
		stdout: there(order.stdoutPath),
		stderr: there(order.stderrPath),
		output: there(limits.outputDirectory),
		log_bytes: String(limits.maximumLogBytes),
		limit_ms: limits.timeLimitMs === null ? "" : String(Math.ceil(limits.timeLimitMs)),
		memory_kb: limits.memoryMb === null ? "" : String(Math.ceil(limits.memoryMb * 1024)),
		quota_kb: kilobytes(limits.maximumOutputBytes),
		grace: String(defaultGraceSeconds),
	};
	const environment = Object.fromEntries(
		Object.entries(order.environment).map(([name, value]) => [name, there(value)]),
	);
	const own = order.command.map(there);
	const workingDirectory = there(order.workingDirectory);
	const command = template.container === null ? own : inContainer(own, workingDirectory, template.container);
	const program = shellQuote(command[0] ?? "");
	return `${Object.entries(assignments)
		.map(([name, value]) => `${name}=${shellQuote(value)}`)
		.join("\n")}
if [ "\${tilewright_run:-}" = 1 ]; then
	problem=$tilewright_problem
	unset tilewright_run tilewright_problem
	${exportLines(environment).join("\n\t")}
	export TILEWRIGHT_ATTEMPT_ID=${order.attemptId}
	cd ${shellQuote(workingDirectory)} || { echo 'ENOTDIR the working directory is not there' > "$problem"; exit 127; }
	case ${program} in
	*/*) [ -e ${program} ] || { echo 'ENOENT no such file' > "$problem"; exit 127; }
		[ -x ${program} ] || { echo 'EACCES not executable' > "$problem"; exit 126; } ;;
	*) command -v ${program} >/dev/null 2>&1 || { echo 'ENOENT not found on the PATH' > "$problem"; exit 127; } ;;
	esac
	exec ${command.map(shellQuote).join(" ")}
fi
`;
}

function inContainer(
	command: readonly string[],
	workingDirectory: string,
	{ program, image, binds }: NonNullable<JobTemplate["container"]>,
): readonly string[] {
	const bound = binds.flatMap((path) => ["--bind", path]);
	return [program, "exec", "--pwd", workingDirectory, ...bound, image, ...command];
}
