import { freshnessOf } from "../live/line-model.ts";
import { useLine, useLive, useReading, useTick } from "../live/live-context.tsx";
import { ageWords } from "../wording/time-words.ts";
import styles from "./shell.module.css";

/** The age of what the page shows, and whether the line to the coordinator is up. */
export function LineBadge({ outOfSyncSinceMs }: { outOfSyncSinceMs: () => number | null }) {
	const line = useLine();
	useTick(200);
	const freshness = freshnessOf(line, outOfSyncSinceMs(), performance.now());
	switch (freshness.kind) {
		case "connecting":
			return <Badge tone="quiet" mark="○" words="connecting …" title="The line to the coordinator is being opened" />;
		case "live":
			return (
				<Badge
					tone="good"
					mark="●"
					words={`live · ${ageWords(freshness.ageMs)}`}
					title="Changes are pushed as they happen. The number is the time since the coordinator was last heard."
				/>
			);
		case "stale":
			return (
				<Badge
					tone="caution"
					mark="◐"
					words={`stale ${ageWords(freshness.ageMs)}`}
					title="What you see was true this long ago. It is being read again."
				/>
			);
		case "reconnecting": {
			const next = freshness.nextTryInMs === null ? "trying" : `next try in ${ageWords(freshness.nextTryInMs)}`;
			return (
				<Badge
					tone="caution"
					mark="◌"
					words={`reconnecting · stale ${ageWords(freshness.ageMs)}`}
					title={`The line to the coordinator is down; ${next}. Nothing needs to be reloaded.`}
				/>
			);
		}
		case "offline": {
			const age = freshness.ageMs === null ? "" : ` · stale ${ageWords(freshness.ageMs)}`;
			return (
				<Badge
					tone="bad"
					mark="✕"
					words={`offline${age}`}
					title="This computer has no network. The page goes on by itself when it is back."
				/>
			);
		}
	}
}

function Badge({
	tone,
	mark,
	words,
	title,
	isUsual = false,
}: {
	tone: string;
	mark: string;
	words: string;
	title: string;
	/** Where room is short its mark is enough. */
	isUsual?: boolean;
}) {
	return (
		<span
			className={`${styles.badge} ${tone === "caution" || tone === "bad" ? styles.loud : ""} tone-${tone}`}
			title={title}
			data-testid="line"
		>
			<span aria-hidden="true">{mark}</span> <span className={isUsual ? styles.usual : ""}>{words}</span>
		</span>
	);
}

/** Whether a coordinator is active, which is not the same as whether somebody answers. */
export function CoordinatorBadge() {
	const system = useReading(useLive().system);
	if (system.kind !== "ready") return null;
	const { coordinator, busIsConnected, invariantViolations, version } = system.value;
	if (system.problem !== null) return null;
	if (!coordinator.isActive) {
		return (
			<Badge
				tone="bad"
				mark="✕"
				words="no coordinator"
				title="No coordinator is active: nothing is dispatched and no result is recorded. Results wait at the workers."
			/>
		);
	}
	if (!busIsConnected) {
		return (
			<Badge
				tone="bad"
				mark="✕"
				words="messages down"
				title="The message server cannot be reached: workers get nothing new. Results wait at the workers."
			/>
		);
	}
	const [violation] = invariantViolations;
	if (violation !== undefined) {
		return (
			<Badge tone="bad" mark="!" words={`${invariantViolations.length} invariant violated`} title={violation.message} />
		);
	}
	return (
		<Badge
			tone="quiet"
			mark="●"
			words="coordinator active"
			isUsual
			title={`Tilewright ${version}; coordinator ${coordinator.holder}, epoch ${coordinator.epoch}`}
		/>
	);
}
