import { useEffect, useState } from "react";
import { ReadFailureGroupDocument, ReadFailuresDocument } from "../../api/generated/documents.ts";
import { useLive, useReading, useServerNow } from "../../live/live-context.tsx";
import type { LiveProject } from "../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { Panel } from "../../shell/panel.tsx";
import { Segments } from "../../shell/segments.tsx";
import { plural } from "../../wording/number-words.ts";
import { useSelection } from "../project/use-selection.ts";
import { causesOf, inKeptOrder, sameElsewhere, sumOf } from "./cause-model.ts";
import { CauseRow } from "./cause-row.tsx";
import { FailureGroupDetail } from "./failure-group.tsx";
import { FailurePlacesPanel } from "./failure-places.tsx";
import styles from "./failures.module.css";
import { beginOfTimes, failingWords, leftOutWords, type Span, spans } from "./failures-model.ts";

const shownGroups = 100;
/** `since` moves in steps, so that the same question is asked for a while. */
const sinceStepMs = 600_000;

/** What goes wrong, by what it has in common, and where; one open, with what can be done about all of it at once. */
export function FailuresPage({ project }: { project: LiveProject }) {
	const live = useLive();
	const { selection, select } = useSelection();
	const [span, setSpan] = useState<Span>("all");
	const now = useServerNow(10_000);
	const spanMs = spans.find((choice) => choice.value === span)?.ms ?? null;
	const since = spanMs === null ? null : new Date(Math.floor((now - spanMs) / sinceStepMs) * sinceStepMs).toISOString();
	const ofStage = project.stages.find((stage) => stage.id === selection.stage && stage.kind !== "ROOT") ?? null;
	const stageId = ofStage?.id ?? null;
	const failures = live.detail(
		project.id,
		ReadFailuresDocument,
		{ projectId: project.id, stageId, since, first: shownGroups },
		{ states: ["FAILED", "READY"] },
	);
	const reading = useReading(failures);
	const groups = reading.kind === "ready" ? reading.value.failureGroups.edges.map(({ node }) => node) : [];
	const fromMs = beginOfTimes(groups, now, spanMs);
	const listed = groups.find((group) => group.id === selection.group) ?? null;
	// A link may lead to a cause that is not among those shown.
	const isElsewhere = selection.group !== null && listed === null && reading.kind === "ready";
	const elsewhere = useReading(
		isElsewhere ? live.detail(project.id, ReadFailureGroupDocument, { id: selection.group ?? "" }) : null,
	);
	const found = elsewhere.kind === "ready" ? elsewhere.value.failureGroup : null;
	const open = listed ?? (found?.project.id === project.id ? found : null);
	const counted = causesOf(groups);
	/** The order in which the causes stood when one was opened: they stay there while it is looked at. */
	const [kept, setKept] = useState<readonly string[] | null>(null);
	const isOpen = open !== null;
	const keys = counted.map(({ key }) => key).join("\n");
	useEffect(() => {
		setKept((before) => (isOpen && keys !== "" ? (before ?? keys.split("\n")) : null));
	}, [isOpen, keys]);
	const causes = inKeptOrder(counted, kept);
	const failed = sumOf(groups);
	const retrying = groups.reduce((sum, group) => sum + group.retryingTasks, 0);
	const total = reading.kind === "ready" ? (reading.value.failureGroups.totalCount ?? groups.length) : 0;
	return (
		<div className={styles.page}>
			<Panel
				title="What is failing"
				aside={
					<>
						<label className={styles.filter}>
							Stage{" "}
							<select
								value={stageId ?? ""}
								onChange={(event) =>
									select({ kind: "stage", stage: event.target.value === "" ? null : event.target.value })
								}
							>
								<option value="">all stages</option>
								{project.stages
									.filter((stage) => stage.kind !== "ROOT")
									.map((stage) => (
										<option key={stage.id} value={stage.id}>
											{stage.name}
										</option>
									))}
							</select>
						</label>
						<Segments label="Since when" value={span} onChange={setSpan} choices={spans} />
					</>
				}
			>
				{reading.kind !== "ready" ? null : (
					<p className={styles.hint} data-testid="failing-now">
						{failingWords(failed, retrying)}, {plural(total > groups.length ? total : causes.length, "cause")}
					</p>
				)}
				{ofStage === null ? null : (
					<p className={styles.chips}>
						<button
							type="button"
							className={styles.chip}
							title="Show the failures of all stages"
							onClick={() => select({ kind: "stage", stage: null })}
						>
							stage: {ofStage.name} <span aria-hidden="true">×</span>
							<span className={styles.spoken}>, show all stages</span>
						</button>{" "}
						<span className="dim">{leftOutWords(project.stages, ofStage.id)}</span>
					</p>
				)}
				{reading.kind === "loading" ? <LoadingLines lines={6} label="Reading what fails" /> : null}
				{reading.kind === "failed" ? (
					<ProblemNotice problem={reading.problem} what="What fails" onRetry={() => failures.rereadWithin(0)} />
				) : null}
				{reading.kind === "ready" && reading.problem !== null ? <StaleStrip problem={reading.problem} /> : null}
				{reading.kind === "ready" && groups.length === 0 ? (
					<Notice title={span === "all" && stageId === null ? "Nothing has failed" : "Nothing failed there and then"}>
						<p>Failures are grouped here by their last words as soon as there are any.</p>
					</Notice>
				) : null}
				{groups.length === 0 ? null : (
					<ul className={styles.groups} aria-label="Causes">
						{causes.map((cause) => (
							<CauseRow
								key={cause.key}
								cause={cause}
								openId={open?.id ?? null}
								fromMs={fromMs}
								nowMs={now}
								onOpen={(group) => select({ kind: "group", group })}
							/>
						))}
					</ul>
				)}
				{total > groups.length ? <p className={styles.hint}>The first {groups.length} are shown.</p> : null}
			</Panel>
			<div className={styles.right}>
				{open === null ? null : (
					<FailureGroupDetail
						key={open.id}
						project={project}
						group={open}
						elsewhere={sameElsewhere(open, groups)}
						onChanged={() => failures.rereadWithin(0)}
					/>
				)}
				{reading.kind === "ready" ? (
					<FailurePlacesPanel
						places={reading.value.failurePlaces}
						groups={groups}
						onChanged={() => failures.rereadWithin(0)}
					/>
				) : null}
			</div>
		</div>
	);
}
