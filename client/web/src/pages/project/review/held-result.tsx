import type { FeedbackVerdict, ReadReviewQueueResult } from "../../../api/generated/documents.ts";
import { measureWords } from "../../../wording/number-words.ts";
import { unitWords } from "../../../wording/unit-words.ts";
import styles from "./review.module.css";

export type HeldTask = ReadReviewQueueResult["reviewQueue"]["edges"][number]["node"];

/** Of the result itself; where it is numbers only, a picture of its tile. */
export function pictureOf(
	task: Pick<HeldTask, "previewUrl" | "resultAttempt"> & {
		readonly tile: { readonly previewUrl: string | null } | null;
	},
): string | null {
	if (task.previewUrl === null) return task.tile?.previewUrl ?? null;
	// A new result has the same address; the attempt tells them apart.
	return `${task.previewUrl}?attempt=${task.resultAttempt?.id ?? ""}`;
}

export function nameOf(task: Pick<HeldTask, "unit"> & { readonly tile: { readonly name: string } | null }): string {
	return task.tile?.name ?? unitWords(task.unit);
}

/** The numbers by which its gate held it: `focus 0.31`; empty where no rule did. */
export function measuredWords({
	gate,
}: {
	readonly gate: {
		readonly action: string;
		readonly rules: readonly { readonly action: string; readonly values: unknown }[];
	} | null;
}): string {
	const rule = gate?.rules.find((candidate) => candidate.action === gate.action);
	const values = Object.entries((rule?.values ?? {}) as Readonly<Record<string, number>>);
	return values.map(([name, value]) => `${name} ${measureWords(value)}`).join(", ");
}

/** What a rule told the instrument when the result was judged. */
const feedbackWords: Readonly<Record<FeedbackVerdict, string>> = {
	GOOD: "good",
	STOP_AT_END: "stop at the end",
	STOP_NOW: "stop now",
	RE_IMAGE: "image it again",
};

export function Looked({ task }: { task: HeldTask }) {
	const picture = pictureOf(task);
	return (
		<div className={styles.looked} data-testid="reviewed">
			{picture === null ? (
				<p className="dim">Neither this result nor its tile has a picture: its numbers have to tell.</p>
			) : (
				<img
					key={picture}
					src={picture}
					alt={task.previewUrl === null ? `Tile ${nameOf(task)}` : `${task.stage.name} of ${nameOf(task)}`}
				/>
			)}
		</div>
	);
}

/** Why it is held, and everything that was measured. */
export function ReasonList({ task }: { task: HeldTask }) {
	const metrics = Object.entries((task.metrics ?? {}) as Readonly<Record<string, unknown>>);
	const asked = new Set(
		(task.gate?.rules ?? []).flatMap((rule) => Object.keys((rule.values ?? {}) as Readonly<Record<string, unknown>>)),
	);
	const lattice = task.tile?.lattice ?? null;
	// What held it is in the sentence already; what else fired, or could not be decided, is not.
	const others = task.gate?.rules.filter((rule) => !task.reason.includes(rule.when)) ?? [];
	return (
		<>
			<h3>{nameOf(task)}</h3>
			<p className="dim">
				{task.stage.name}
				{lattice === null ? "" : ` · x ${lattice.x}, y ${lattice.y}, z ${lattice.z}`}
			</p>
			<p className={styles.reason}>{task.reason}</p>
			<ul className={styles.rules}>
				{others.map((rule) => (
					<li key={rule.when}>
						<code>{rule.when}</code>
						{rule.problem === null ? null : <span className="tone-caution"> {rule.problem}</span>}
					</li>
				))}
				{(task.gate?.rules ?? []).map(({ when, feedback }) =>
					feedback === null ? null : (
						<li key={`feedback ${when}`}>
							Its rule <code>{when}</code> has told the microscope: {feedbackWords[feedback]}.
						</li>
					),
				)}
			</ul>
			<dl className={styles.metrics}>
				{metrics.map(([name, value]) => (
					<div key={name} className={asked.has(name) ? styles.asked : ""}>
						<dt>{name}</dt>
						<dd>{typeof value === "number" ? measureWords(value) : String(value)}</dd>
					</div>
				))}
			</dl>
		</>
	);
}
