import type { FailureGroupRowFragment } from "../../api/generated/documents.ts";
import { Ago } from "../../shell/time-text.tsx";
import { attemptOutcomeTable, taskStateTable } from "../../states/state-table.ts";
import { countWords, plural } from "../../wording/number-words.ts";
import { type Cause, extentWords, sameTilesWords, sumOf } from "./cause-model.ts";
import styles from "./failures.module.css";
import { placeWords } from "./failures-model.ts";
import { TimeBars } from "./time-bars.tsx";

/** One cause, in however many stages: these are listed below it while it is open. */
export function CauseRow({
	cause: { groups },
	openId,
	fromMs,
	nowMs,
	onOpen,
}: {
	cause: Cause<FailureGroupRowFragment>;
	openId: string | null;
	fromMs: number;
	nowMs: number;
	/** Null to close it. */
	onOpen: (group: string | null) => void;
}) {
	const [first] = groups;
	const isOpen = groups.some(({ id }) => id === openId);
	const outcome = attemptOutcomeTable[first.outcome];
	const failed = sumOf(groups);
	const retrying = groups.reduce((sum, group) => sum + group.retryingTasks, 0);
	const attempts = groups.reduce((sum, group) => sum + group.attempts, 0);
	const lastAt = groups.reduce((last, group) => (group.lastAt > last ? group.lastAt : last), first.lastAt);
	const isSeveral = groups.length > 1;
	const paused = groups.filter(({ stage }) => stage.isPaused);
	const tiles = sameTilesWords(groups);
	return (
		<li>
			<button
				type="button"
				className={`${styles.group} ${isOpen ? styles.open : ""}`}
				aria-expanded={isOpen}
				onClick={() => onOpen(isOpen ? null : first.id)}
			>
				<span className={styles.count}>
					<b className={failed > 0 ? "tone-bad" : "dim"}>{countWords(failed)}</b>
					<small>failed now</small>
					{retrying === 0 ? null : <small className="tone-caution">+ {countWords(retrying)} to be tried again</small>}
				</span>
				<span className={styles.cause}>
					<span className={styles.causeHead}>
						<strong>{groups.map(({ stage }) => stage.name).join(", ")}</strong>
						<span style={{ color: taskStateTable[outcome.like].textColour }}>{outcome.word}</span>
						{paused.length === 0 ? null : <span className="tone-caution">stage paused</span>}
					</span>
					<code>{first.signature}</code>
					<small>
						{isSeveral ? `${extentWords(groups)} · ` : ""}
						{placeWords(allPlaces(groups))} · {plural(attempts, "attempt")} · last <Ago at={lastAt} />
					</small>
					{tiles === null ? null : <small>{tiles}</small>}
				</span>
				<TimeBars overTime={groups.flatMap(({ overTime }) => overTime)} fromMs={fromMs} nowMs={nowMs} />
			</button>
			{isOpen && isSeveral ? (
				<ul className={styles.stagesOfCause} aria-label="Its stages">
					{groups.map(({ id, stage, failedTasks }) => (
						<li key={id}>
							<button type="button" aria-pressed={id === openId} onClick={() => onOpen(id)}>
								{stage.name} <span className="dim">{countWords(failedTasks)} failed now</span>
							</button>
						</li>
					))}
				</ul>
			) : null}
		</li>
	);
}

/** Each worker and each machine once. */
function allPlaces(groups: readonly FailureGroupRowFragment[]): Pick<FailureGroupRowFragment, "workers" | "hosts"> {
	const workers = new Map(groups.flatMap((group) => group.workers.map((one) => [`${one.name} ${one.host}`, one])));
	const hosts = new Map(groups.flatMap((group) => group.hosts.map((one) => [one.host, one])));
	return { workers: [...workers.values()], hosts: [...hosts.values()] };
}
